const GROUP = 4;

/** Returns the letters in six groups of four, which are easier to type. */
export function inGroups(letters: string): string {
  return (letters.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join("-");
}
