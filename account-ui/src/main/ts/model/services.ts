import type { Service } from "../api/types";

/** Which services an app password is for. The clients count only without `all`. */
export type ServiceChoice = { all: boolean; clients: string[] };

export const ALL_SERVICES: ServiceChoice = { all: true, clients: [] };

/** Returns the choice that an app password's clients represent: an empty list means all, null means none. */
export function choiceOf(clients: readonly string[] | null): ServiceChoice {
  return { all: clients?.length === 0, clients: [...(clients ?? [])] };
}

/** Returns the choice without services that no longer exist. */
export function withoutMissing({ all, clients }: ServiceChoice, services: readonly Service[]): ServiceChoice {
  return { all, clients: clients.filter((each) => services.some(({ clientId }) => clientId === each)) };
}

/** Returns the clients as the API expects them; undefined if the user has to select a service first. */
export function clientsOf({ all, clients }: ServiceChoice): string[] | undefined {
  if (all) {
    return [];
  }
  return clients.length === 0 ? undefined : clients;
}
