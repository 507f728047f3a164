import { beforeEach, describe, expect, it, vi } from "vitest";
import { readPendingAction, returnUrl } from "../../main/ts/policy/pendingAction";

const PAGE = "https://keycloak.example.org/realms/demo/account/app-passwords";

let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});

const searchOf = (url: string) => new URL(url).search;

describe("the return URL", () => {
  it("is that of the same page, without the fragment and the former action", () => {
    expect(returnUrl(`${PAGE}?referrer=app&then=create#x`, undefined)).toBe(`${PAGE}?referrer=app`);
    expect(readPendingAction("?referrer=app")).toBeUndefined();
  });

  it("contains the action to resume", () => {
    const url = returnUrl(PAGE, { kind: "replace", id: "a&b" });
    expect(readPendingAction(searchOf(url))).toEqual({ kind: "replace", id: "a&b" });
    expect(readPendingAction(searchOf(returnUrl(PAGE, { kind: "create" })))).toEqual({ kind: "create" });
  });

  it("restores the draft, but does not contain it", () => {
    const draft = {
      name: "iPhone",
      services: { all: false, clients: ["dovecot"] },
      lifetimeDays: 90,
      networks: { typed: "192.0.2.7", current: true },
    };
    const url = returnUrl(PAGE, { kind: "create", draft });
    expect(url).toBe(`${PAGE}?then=create`);
    expect(readPendingAction(searchOf(url))).toEqual({ kind: "create", draft });
  });

  it("restores the draft of a replacement", () => {
    const draft = {
      name: "iPhone 2",
      services: { all: true, clients: [] },
      lifetimeDays: 30,
      networks: { typed: "192.0.2.0/24", current: false },
    };
    const url = returnUrl(PAGE, { kind: "replace", id: "a", draft });
    expect(url).toBe(`${PAGE}?then=replace%3Aa`);
    expect(readPendingAction(searchOf(url))).toEqual({ kind: "replace", id: "a", draft });
  });

  it("does not restore the draft of an earlier sign-in that the user gave up", () => {
    const services = { all: true, clients: [] };
    const networks = { typed: "", current: true };
    returnUrl(PAGE, { kind: "create", draft: { name: "Hers", services, lifetimeDays: 0, networks } });
    const url = returnUrl(PAGE, { kind: "create" });
    expect(readPendingAction(searchOf(url))).toEqual({ kind: "create" });
  });

  it.each(["not json", '{"name":1}', "null", '{"name":"x","services":"all","lifetimeDays":0}'])(
    "ignores a draft that is %s",
    (text) => {
      stored.set("app-passwords.draft", text);
      expect(readPendingAction("?then=create")).toEqual({ kind: "create" });
    },
  );
});
