import { describe, expect, it } from "vitest";
import type { AppPassword } from "../../main/ts/api/types";
import { expiryOf } from "../../main/ts/model/expiry";
import { filtered, longUnused, sorted, UNUSED_DAYS, type SortOrder } from "../../main/ts/model/listing";

const DAY = 24 * 60 * 60 * 1000;

const entry = (name: string, more: Partial<AppPassword> = {}) =>
  ({
    id: name,
    name,
    createdAt: 0,
    expiresAt: null,
    expiresSoonFrom: null,
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

describe("not used for long", () => {
  const now = 1000 * DAY;
  const long = now - UNUSED_DAYS * DAY;

  it.each<[string, Partial<AppPassword>, boolean]>([
    ["its last use is long ago", { lastUsedAt: long }, true],
    ["its last use is less long ago", { lastUsedAt: long + 1 }, false],
    ["it is old and was used recently", { createdAt: 0, lastUsedAt: now }, false],
    ["it is old and was never used", { createdAt: long }, true],
    ["it is new and was never used", { createdAt: long + 1 }, false],
    ["it cannot be used at all", { createdAt: long, clients: null }, true],
    ["it has expired", { createdAt: long, expiresAt: now }, false],
    ["the server reports it as expired", { createdAt: long, expired: true }, false],
    ["it expires soon", { createdAt: long, expiresAt: now + DAY, expiresSoonFrom: now - DAY }, true],
  ])("if %s", (_case, more, isUnused) => {
    expect(longUnused([entry("x", more)], now)).toHaveLength(isUnused ? 1 : 0);
  });
});

describe("the expiry", () => {
  const now = 100 * DAY;

  it.each([
    [null, null, "later"],
    [now + 8 * DAY, now + DAY, "later"],
    [now + 8 * DAY, now + 1, "later"],
    [now + 8 * DAY, now, "soon"],
    [now + 1, now - DAY, "soon"],
    [now, now - DAY, "expired"],
  ])("at %s, soon from %s on, is %s", (expiresAt, expiresSoonFrom, expiry) => {
    expect(expiryOf(entry("x", { expiresAt, expiresSoonFrom }), now)).toBe(expiry);
  });

  it("has passed if the server reports it, regardless of the local clock", () => {
    expect(expiryOf(entry("x", { expired: true, expiresAt: now + DAY }), now)).toBe("expired");
  });
});
