import { describe, expect, it } from "vitest";
import { choiceOfNetworks, EVERY_NETWORK, isNetwork, networksOf } from "../../main/ts/model/networks";

describe("networks", () => {
  it("are separated as people do", () => {
    const typed = " 192.0.2.7,\n2001:db8::/32;  198.51.100.0/24\n";

    expect(networksOf({ typed, current: false }, "203.0.113.0/24")).toEqual([
      "192.0.2.7",
      "2001:db8::/32",
      "198.51.100.0/24",
    ]);
  });

  it("include the current one only if it is chosen and known", () => {
    expect(networksOf({ typed: "192.0.2.7", current: true }, "203.0.113.0/24")).toEqual([
      "192.0.2.7",
      "203.0.113.0/24",
    ]);
    expect(networksOf({ typed: "", current: true }, null)).toEqual([]);
    expect(networksOf(EVERY_NETWORK, "203.0.113.0/24")).toEqual([]);
  });

  it("of an app password can be chosen again", () => {
    const networks = ["192.0.2.0/24", "2001:db8::/32"];

    expect(networksOf(choiceOfNetworks(networks), null)).toEqual(networks);
    expect(choiceOfNetworks(null)).toEqual(EVERY_NETWORK);
    expect(choiceOfNetworks([])).toEqual(EVERY_NETWORK);
  });

  it.each([
    "192.0.2.7",
    "192.0.2.0/24",
    "0.0.0.0/0",
    "255.255.255.255/32",
    "2001:db8::/32",
    "2001:db8::1/128",
    "::",
    "::1",
    "::ffff:192.0.2.0/120",
    "2001:DB8::1",
  ])("accepts %s", (text) => expect(isNetwork(text)).toBe(true));

  it.each([
    "home",
    "192.0.2",
    "192.0.2.7:993",
    "example.org/24",
    "[2001:db8::1]",
    "192.0.2.0/",
    "192.0.2.256",
    "192.0.2.0/33",
    "192.0.2.0/24/24",
    "2001:db8::/129",
    "2001:db8::1::",
    "2001:db8",
    "1:2:3:4:5:6:7:8:9",
    "::12345",
    "fe80::1%eth0",
  ])("rejects %s", (text) => expect(isNetwork(text)).toBe(false));
});
