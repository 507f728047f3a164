/** From which networks an app password works: those that the user typed and, if chosen, the current one. */
export type NetworkChoice = { typed: string; current: boolean };

export const EVERY_NETWORK: NetworkChoice = { typed: "", current: false };

/** People separate networks by line breaks, commas or spaces. */
const SEPARATOR = /[\s,;]+/;

/** Only catches mistyped input early; the server decides. */
const NETWORK = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:)[\da-fA-F:]+(?:\d{1,3}(?:\.\d{1,3}){3})?)(?:\/\d{1,3})?$/;

/** Returns the choice that an app password's networks represent. */
export function choiceOfNetworks(networks: readonly string[] | null): NetworkChoice {
  return { typed: (networks ?? []).join("\n"), current: false };
}

/** Returns the networks as the API expects them; empty for every network. */
export function networksOf({ typed, current }: NetworkChoice, currentNetwork: string | null): string[] {
  const networks = typed.split(SEPARATOR).filter((text) => text !== "");
  return current && currentNetwork !== null ? [...networks, currentNetwork] : networks;
}

/** Returns whether the text looks like an IP address or a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  return NETWORK.test(text);
}
