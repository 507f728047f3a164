const GROUP = 4;

/** The letters alone, as they are copied and put into the QR code. */
export function withoutSeparators(password: string): string {
  return password.replace(/[^a-z]/g, "");
}

/** Six groups of four letters, which are easier to type. */
export function inGroups(password: string): string {
  return (withoutSeparators(password).match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join("-");
}
