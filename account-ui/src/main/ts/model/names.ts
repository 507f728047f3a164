/** Longest name, in characters (Unicode code points). */
export const MAX_NAME_LENGTH = 64;

/** What is wrong with a name. */
export type NameFault = "missing" | "too_long" | "characters" | "taken";

// Control and other invisible characters; the server has the last word.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;

// But for the joiners of scripts and emoji, and the tags of flags.
const JOINING = /\u200C|\u200D|[\u{E0020}-\u{E007F}]/u;

/** The first fault of a name that shall stand beside these others; none if it may. */
export function nameFault(typed: string, others: readonly string[]): NameFault | undefined {
  const name = typed.trim();
  if (name === "") {
    return "missing";
  }
  if (lengthOf(name) > MAX_NAME_LENGTH) {
    return "too_long";
  }
  if (Array.from(name).some((each) => HIDDEN.test(each) && !JOINING.test(each))) {
    return "characters";
  }
  return isTaken(name, others) ? "taken" : undefined;
}

/** A free name like this one, with the next number: "iPhone Mail 2" after "iPhone Mail". */
export function nextName(name: string, taken: readonly string[]): string {
  const [, stem = name, digits = "1"] = /^(.*\S)\s+(\d{1,3})$/su.exec(name) ?? [];
  for (let number = Number(digits) + 1; ; number++) {
    const suffix = ` ${number}`;
    const room = MAX_NAME_LENGTH - suffix.length;
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

const lengthOf = (name: string) => Array.from(name).length;
