import { describe, expect, it } from "vitest";
import type { AppPassword } from "../../main/ts/api/types";
import { expiryOf } from "../../main/ts/model/expiry";
import { filtered, sorted, type SortOrder } from "../../main/ts/model/listing";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

const entry = (name: string, more: Partial<AppPassword> = {}) =>
  ({
    id: name,
    name,
    createdAt: 0,
    expiresAt: null,
    lastUsedAt: null,
    lastUsedFrom: null,
    lastUsedClient: null,
    clients: [],
    networks: [],
    expired: false,
    ...more,
  }) as AppPassword;

const namesOf = (entries: AppPassword[]) => entries.map(({ name }) => name);

describe("the order", () => {
  const entries = [
    entry("b 10", { createdAt: 1, lastUsedAt: 5, expiresAt: 9 }),
    entry("B 9", { createdAt: 2, expiresAt: 8 }),
    entry("a", { createdAt: 3, lastUsedAt: 7 }),
  ];

  it.each<[SortOrder, string[]]>([
    ["created", ["a", "B 9", "b 10"]],
    ["name", ["a", "B 9", "b 10"]],
    ["lastUsed", ["a", "b 10", "B 9"]],
    ["expires", ["B 9", "b 10", "a"]],
    ["unused", ["B 9", "b 10", "a"]],
  ])("by %s", (order, names) => {
    expect(namesOf(sorted(entries, order, "en"))).toEqual(names);
  });

  it("of names is that of the user's language", () => {
    const entries = [entry("zebra"), entry("ängström")];
    expect(namesOf(sorted(entries, "name", "de"))).toEqual(["ängström", "zebra"]);
    expect(namesOf(sorted(entries, "name", "sv"))).toEqual(["zebra", "ängström"]);
  });

  it("does not change the given entries", () => {
    const before = namesOf(entries);
    sorted(entries, "created", "en");
    expect(namesOf(entries)).toEqual(before);
  });
});

describe("the filter", () => {
  const entries = [entry("iPhone Mail"), entry("Thunderbird"), entry("ﾒｰﾙ")];
  const services = ({ name }: AppPassword) => (name === "Thunderbird" ? "Mail (IMAP)" : "");

  it.each([
    ["", ["iPhone Mail", "Thunderbird", "ﾒｰﾙ"]],
    ["MAIL", ["iPhone Mail", "Thunderbird"]],
    ["imap bird", ["Thunderbird"]],
    ["メール", ["ﾒｰﾙ"]],
    ["calendar", []],
  ])("%j finds %j", (text, names) => {
    expect(namesOf(filtered(entries, text, services, "en"))).toEqual(names);
  });
});

describe("the expiry", () => {
  const now = 100 * DAY;

  it.each([
    [null, "later"],
    [now + 8 * DAY, "later"],
    [now + 7 * DAY, "later"],
    [now + 7 * DAY - 1, "soon"],
    [now + 1, "soon"],
    [now, "expired"],
  ])("at %s is %s", (expiresAt, expiry) => {
    expect(expiryOf(entry("x", { expiresAt }), now)).toBe(expiry);
  });

  it.each([
    [7 * DAY, 7 * DAY, "later"],
    [7 * DAY, 2 * DAY, "later"],
    [7 * DAY, 1.75 * DAY - 1, "soon"],
    [DAY, 6 * HOUR, "later"],
    [DAY, 6 * HOUR - 1, "soon"],
    [28 * DAY, 7 * DAY - 1, "soon"],
  ])("of a lifetime of %s with %s left is %s", (lifetime, left, expiry) => {
    const expiresAt = now + left;
    expect(expiryOf(entry("x", { createdAt: expiresAt - lifetime, expiresAt }), now)).toBe(expiry);
  });

  it("has passed if the server reports it, regardless of the local clock", () => {
    expect(expiryOf(entry("x", { expired: true, expiresAt: now + DAY }), now)).toBe("expired");
  });
});
