import type { Policy } from "../api/types";

/** Until the user deletes it. */
export const NO_END = 0;

const USUAL_DAYS = [7, 30, 90, 180, 365];

/** The lifetimes to choose from, in days, in ascending order with {@link NO_END} last; and the one chosen first. */
export function lifetimes({ defaultLifetimeDays, maxLifetimeDays }: Policy): {
  choices: number[];
  first: number;
} {
  if (maxLifetimeDays === NO_END) {
    return {
      choices: [...ascending([...USUAL_DAYS, defaultLifetimeDays]), NO_END],
      first: defaultLifetimeDays,
    };
  }
  const first =
    defaultLifetimeDays === NO_END ? maxLifetimeDays : Math.min(defaultLifetimeDays, maxLifetimeDays);
  return {
    choices: ascending([...USUAL_DAYS.filter((days) => days < maxLifetimeDays), first, maxLifetimeDays]),
    first,
  };
}

function ascending(days: number[]): number[] {
  return [...new Set(days)].filter((each) => each !== NO_END).sort((a, b) => a - b);
}
