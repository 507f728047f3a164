import type { AppPassword, Overview } from "../api/types";

/** The list with this entry in it, in place of an older state of it. */
export function withEntry(overview: Overview, entry: AppPassword): Overview {
  return { ...overview, appPasswords: [...without(overview, entry.id).appPasswords, entry] };
}

export function without(overview: Overview, id: string): Overview {
  return { ...overview, appPasswords: overview.appPasswords.filter((entry) => entry.id !== id) };
}

/** The display names of the services that an entry is limited to; a service that is gone goes by its clientId. */
export function serviceNames({ services }: Overview, clients: readonly string[]): string[] {
  return clients.map(
    (clientId) => services.find((service) => service.clientId === clientId)?.name ?? clientId,
  );
}
