import type { AppPassword } from "../api/types";

/** The number of entries from which the list has a filter. */
export const FILTER_FROM = 8;

export const SORT_ORDERS = ["created", "name", "lastUsed", "unused", "expires"] as const;

export type SortOrder = (typeof SORT_ORDERS)[number];

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
  // One that was never used has been unused since its creation.
  unused: (a, b) => descending(-(a.lastUsedAt ?? a.createdAt), -(b.lastUsedAt ?? b.createdAt)),
  // Entries that never expire come last.
  expires: (a, b) => descending(-(a.expiresAt ?? Infinity), -(b.expiresAt ?? Infinity)),
};

function descending(a: number, b: number): number {
  return a === b ? 0 : b - a;
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
