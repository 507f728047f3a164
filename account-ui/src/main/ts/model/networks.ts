/** From which networks an app password works: those that the user typed and, if chosen, the current one. */
export type NetworkChoice = { typed: string; current: boolean };

export const EVERY_NETWORK: NetworkChoice = { typed: "", current: false };

/** People separate networks by line breaks, commas or spaces. */
const SEPARATOR = /[\s,;]+/;

const CIDR = /^([^/]+)(?:\/(\d{1,3}))?$/;

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV4_BITS = 32;
const MAX_OCTET = 255;

const IPV6_CHARACTERS = /^[\da-fA-F:.]+$/;
const IPV6_BITS = 128;

/** Returns the choice that an app password's networks represent. */
export function choiceOfNetworks(networks: readonly string[] | null): NetworkChoice {
  return { typed: (networks ?? []).join("\n"), current: false };
}

/** Returns the networks as the API expects them; empty for every network. */
export function networksOf({ typed, current }: NetworkChoice, currentNetwork: string | null): string[] {
  const networks = typed.split(SEPARATOR).filter((text) => text !== "");
  return current && currentNetwork !== null ? [...networks, currentNetwork] : networks;
}

/** Returns whether the text is an IP address or a network in CIDR notation. The server has the last word. */
export function isNetwork(text: string): boolean {
  const [, address = "", prefix = "0"] = CIDR.exec(text) ?? [];
  const bits = isIpv4(address) ? IPV4_BITS : isIpv6(address) ? IPV6_BITS : undefined;
  return bits !== undefined && Number(prefix) <= bits;
}

function isIpv4(address: string): boolean {
  return IPV4.test(address) && address.split(".").every((octet) => Number(octet) <= MAX_OCTET);
}

function isIpv6(address: string): boolean {
  if (!IPV6_CHARACTERS.test(address) || !address.includes(":")) {
    return false;
  }
  try {
    return new URL(`http://[${address}]`).hostname !== "";
  } catch {
    return false;
  }
}
