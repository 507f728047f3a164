const GROUP = 4;

/** Returns only the letters, for the clipboard and the QR code. */
export function withoutSeparators(password: string): string {
  return password.replace(/[^a-z]/g, "");
}

/** Returns six groups of four letters, which are easier to type. */
export function inGroups(password: string): string {
  return (withoutSeparators(password).match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join("-");
}
