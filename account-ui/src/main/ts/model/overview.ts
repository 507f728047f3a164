import type { AppPassword, Overview } from "../api/types";
import { namesOf } from "./services";

/** Returns the overview with this entry added, or replaced if it exists already. */
export function withEntry(overview: Overview, entry: AppPassword): Overview {
  return { ...overview, appPasswords: [...withoutEntry(overview, entry.id).appPasswords, entry] };
}

/** Returns the overview without this entry. */
export function withoutEntry(overview: Overview, id: string): Overview {
  return { ...overview, appPasswords: overview.appPasswords.filter((entry) => entry.id !== id) };
}

/** Returns the display names of these services, and the clientId of a service that no longer exists. */
export function serviceNames({ services, otherServices }: Overview, clients: readonly string[]): string[] {
  return namesOf(clients, services, otherServices);
}
