import type { CreatedBefore } from "../api/apiError";
import type { AppPassword } from "../api/types";
import { isSameName } from "../model/names";

/** Returns the app password that an unanswered attempt has created: it was not there before, has this name and was never used. */
export function createdUnanswered(
  name: string,
  before: readonly AppPassword[],
  now: readonly AppPassword[],
): CreatedBefore | undefined {
  return now.find(
    (entry) =>
      entry.lastUsedAt === null && isSameName(entry.name, name) && !before.some(({ id }) => id === entry.id),
  );
}
