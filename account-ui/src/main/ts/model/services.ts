import type { Service } from "../api/types";

/** Which services an app password is for. The clients count only without `all`. */
export type ServiceChoice = { all: boolean; clients: string[] };

/** What a user selects with one checkbox: one service, or a group of services under one name. */
export type ServiceOption = { id: string; name: string; clients: string[]; maxLifetimeDays: number };

export const ALL_SERVICES: ServiceChoice = { all: true, clients: [] };

/** The number of options from which the form has a filter. */
export const OPTIONS_FILTER_FROM = 10;

const UNLIMITED = 0;

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

/** Returns what the user can select, in the order of the services. */
export function optionsOf(services: readonly Service[]): ServiceOption[] {
  const options: ServiceOption[] = [];
  const groups = new Map<string, ServiceOption>();
  for (const { clientId, name, group, maxLifetimeDays } of services) {
    const sameGroup = group === null ? undefined : groups.get(group);
    if (sameGroup) {
      sameGroup.clients.push(clientId);
      sameGroup.maxLifetimeDays = shorter(sameGroup.maxLifetimeDays, maxLifetimeDays);
    } else {
      const option = { id: clientId, name: group ?? name, clients: [clientId], maxLifetimeDays };
      options.push(option);
      if (group !== null) {
        groups.set(group, option);
      }
    }
  }
  return options;
}

/** Returns the options whose name contains every word of the text. */
export function matching(options: readonly ServiceOption[], text: string, locale: string): ServiceOption[] {
  const fold = (string: string) => string.normalize("NFKC").toLocaleLowerCase(locale);
  const words = fold(text).split(/\s+/u).filter(Boolean);
  return options.filter(({ name }) => words.every((word) => fold(name).includes(word)));
}

/** Returns the options that the choice includes, entirely or in part. */
export function selectedOf(
  options: readonly ServiceOption[],
  { all, clients }: ServiceChoice,
): ServiceOption[] {
  return all
    ? [...options]
    : options.filter((option) => option.clients.some((each) => clients.includes(each)));
}

/**
 * Returns how users call these services, in the order of the services: by the name of a group if all services of the
 * group that the user may use are among them. A service that no longer exists keeps its clientId.
 *
 * @param others services that the user may not use; none from a server with an older version
 */
export function namesOf(
  clients: readonly string[],
  services: readonly Service[],
  others: readonly Service[] = [],
): string[] {
  const known = [...services, ...others];
  const incomplete = services.filter(({ clientId }) => !clients.includes(clientId)).map(({ group }) => group);
  const chosen = known
    .filter(({ clientId }) => clients.includes(clientId))
    .map((service) => (incomplete.includes(service.group) ? { ...service, group: null } : service));
  return [
    ...optionsOf(chosen).map(({ name }) => name),
    ...clients.filter((each) => !known.some(({ clientId }) => clientId === each)),
  ];
}

/** Returns the longest lifetime that all services of the choice allow. Unlimited is 0. */
export function maxLifetimeOf(choice: ServiceChoice, services: readonly Service[]): number {
  return choice.all
    ? UNLIMITED
    : selectedOf(optionsOf(services), choice)
        .map(({ maxLifetimeDays }) => maxLifetimeDays)
        .reduce(shorter, UNLIMITED);
}

/** Returns the lifetimes that a form offers if its services allow at most this one. */
export function possibleLifetimes(choices: readonly number[], maxDays: number): number[] {
  if (maxDays === UNLIMITED) {
    return [...choices];
  }
  const possible = choices.filter((days) => days !== UNLIMITED && days < maxDays);
  return [...possible, maxDays];
}

function shorter(one: number, other: number): number {
  if (one === UNLIMITED || other === UNLIMITED) {
    return Math.max(one, other);
  }
  return Math.min(one, other);
}
