/** What is wrong with a name. */
export type NameError = "missing" | "too_long" | "characters" | "taken";

// Control and other invisible characters. The server has more precise rules and decides.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;

// Scripts and emoji need joiners, and flags need tags.
const JOINING = /\u200C|\u200D|[\u{E0020}-\u{E007F}]/u;

// The empty Braille pattern is a symbol by category.
const INVISIBLE = /^[\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Returns whether a reader sees nothing of this name. Keycloak's own APIs store such names. */
export function isUnnamed(name: string): boolean {
  return INVISIBLE.test(name);
}

/** Returns the first error in a name for an app password beside these others; none if the name is valid. */
export function nameError(
  typed: string,
  others: readonly string[],
  maxLength: number,
): NameError | undefined {
  const name = typed.trim();
  if (isUnnamed(name)) {
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

/** Returns a free name like this one, with the next number: "iPhone Mail 2" after "iPhone Mail"; none after none. */
export function nextName(name: string, taken: readonly string[], maxLength: number): string {
  if (isUnnamed(name)) {
    return "";
  }
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

/** Returns whether the server takes these for the same name. */
export function isSameName(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function isTaken(name: string, others: readonly string[]): boolean {
  return others.some((other) => isSameName(name, other));
}

const fold = (name: string) => name.trim().toLowerCase();
