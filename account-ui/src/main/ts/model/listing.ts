import type { AppPassword } from "../api/types";
import { expiryOf } from "./expiry";

const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** The number of entries from which the list has a filter. */
export const FILTER_FROM = 8;

/** After this many days without use, the user may not need an app password any longer. */
export const UNUSED_DAYS = 90;

export const SORT_ORDERS = ["created", "name", "lastUsed", "unused", "expires"] as const;

export type SortOrder = (typeof SORT_ORDERS)[number];

/** What the list shows: in which order, and whether only those of {@link longUnused}. */
export type ListView = { order: SortOrder; unusedOnly: boolean };

/** Returns the entries in this order, and equal ones by name. */
export function sorted(entries: readonly AppPassword[], order: SortOrder, locale: string): AppPassword[] {
  const names = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const compare = COMPARISONS[order];
  return [...entries].sort((a, b) => compare(a, b) || names.compare(a.name, b.name));
}

const COMPARISONS: Record<SortOrder, (a: AppPassword, b: AppPassword) => number> = {
  created: (a, b) => descending(a.createdAt, b.createdAt),
  name: () => 0,
  lastUsed: (a, b) => descending(a.lastUsedAt ?? 0, b.lastUsedAt ?? 0),
  unused: (a, b) => descending(-unusedSince(a), -unusedSince(b)),
  // Entries that never expire come last.
  expires: (a, b) => descending(-(a.expiresAt ?? Infinity), -(b.expiresAt ?? Infinity)),
};

// One that was never used has been unused since its creation.
function unusedSince({ lastUsedAt, createdAt }: AppPassword): number {
  return lastUsedAt ?? createdAt;
}

function descending(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

/** Returns the entries that were not used for long, except expired ones, which do not count towards the user's limit. */
export function longUnused(entries: readonly AppPassword[], nowMillis: number): AppPassword[] {
  const latest = nowMillis - UNUSED_DAYS * DAY_MILLIS;
  return entries.filter((entry) => expiryOf(entry, nowMillis) !== "expired" && unusedSince(entry) <= latest);
}

/** Returns the entries whose name or services contain every word of the text. */
export function filtered(
  entries: readonly AppPassword[],
  text: string,
  servicesOf: (entry: AppPassword) => string,
  locale: string,
): AppPassword[] {
  const fold = (string: string) => string.normalize("NFKC").toLocaleLowerCase(locale);
  const words = fold(text).split(/\s+/u).filter(Boolean);
  return entries.filter((entry) => {
    const inEntry = fold(`${entry.name} ${servicesOf(entry)}`);
    return words.every((word) => inEntry.includes(word));
  });
}
