import type { Policy } from "../api/types";

/** Until the user deletes it. */
export const NO_END = 0;

const USUAL_DAYS = [7, 30, 90, 180, 365];

/** The lifetimes to choose from, in days, in ascending order with {@link NO_END} last; and the one chosen first. */
export function lifetimes({ defaultLifetimeDays, maxLifetimeDays }: Policy): {
  choices: number[];
  first: number;
} {
  const longest = maxLifetimeDays ?? NO_END;
  const preset = defaultLifetimeDays ?? NO_END;
  if (longest === NO_END) {
    return { choices: [...ascending([...USUAL_DAYS, preset]), NO_END], first: preset };
  }
  const first = preset === NO_END ? longest : Math.min(preset, longest);
  return { choices: ascending([...USUAL_DAYS.filter((days) => days < longest), first, longest]), first };
}

function ascending(days: number[]): number[] {
  return [...new Set(days)].filter((each) => each !== NO_END).sort((a, b) => a - b);
}
