/** What is wrong with a name. */
export type NameError = "missing" | "too_long" | "characters" | "taken";

// Control and other invisible characters. The server has more precise rules and decides.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;

// Scripts and emoji need joiners, and flags need tags.
const JOINING = /\u200C|\u200D|[\u{E0020}-\u{E007F}]/u;

/** Returns the first error in a name for an app password beside these others; none if the name is valid. */
export function nameError(
  typed: string,
  others: readonly string[],
  maxLength: number,
): NameError | undefined {
  const name = typed.trim();
  if (name === "") {
    return "missing";
  }
  if (Array.from(name).length > maxLength) {
    return "too_long";
  }
  if (Array.from(name).some((each) => HIDDEN.test(each) && !JOINING.test(each))) {
    return "characters";
  }
  return isTaken(name, others) ? "taken" : undefined;
}

/** Returns a free name like this one, with the next number: "iPhone Mail 2" after "iPhone Mail". */
export function nextName(name: string, taken: readonly string[], maxLength: number): string {
  const [, stem = name, digits = "1"] = /^(.*\S)\s+(\d{1,3})$/su.exec(name) ?? [];
  for (let number = Number(digits) + 1; ; number++) {
    const suffix = ` ${number}`;
    const room = maxLength - suffix.length;
    const candidate = Array.from(stem).slice(0, room).join("").trimEnd() + suffix;
    if (!isTaken(candidate, taken)) {
      return candidate;
    }
  }
}

function isTaken(name: string, others: readonly string[]): boolean {
  return others.some((other) => fold(other) === fold(name));
}

const fold = (name: string) => name.trim().toLowerCase();
