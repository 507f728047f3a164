import { beforeEach, describe, expect, it, vi } from "vitest";
import { addressToComeBackTo, errandOf } from "../../main/ts/policy/errand";

const PAGE = "https://keycloak.example.org/realms/demo/account/app-passwords";

let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});

const searchOf = (address: string) => new URL(address).search;

describe("the way back", () => {
  it("leads to the same page, with what is left of its address", () => {
    expect(addressToComeBackTo(`${PAGE}?referrer=app&then=create#x`, undefined)).toBe(`${PAGE}?referrer=app`);
    expect(errandOf("?referrer=app")).toBeUndefined();
  });

  it("tells what to go on with", () => {
    const address = addressToComeBackTo(PAGE, { kind: "replace", id: "a&b" });
    expect(errandOf(searchOf(address))).toEqual({ kind: "replace", id: "a&b" });
    expect(errandOf(searchOf(addressToComeBackTo(PAGE, { kind: "create" })))).toEqual({ kind: "create" });
  });

  it("brings back what was filled in, which is not in the address", () => {
    const draft = { name: "iPhone", clients: ["dovecot"], lifetimeDays: 90 };
    const address = addressToComeBackTo(PAGE, { kind: "create", draft });
    expect(address).toBe(`${PAGE}?then=create`);
    expect(errandOf(searchOf(address))).toEqual({ kind: "create", draft });
  });

  it.each(["not json", '{"name":1}', "null", '{"name":"x","clients":"all","lifetimeDays":0}'])(
    "ignores a draft that is %s",
    (text) => {
      stored.set("app-passwords.draft", text);
      expect(errandOf("?then=create")).toEqual({ kind: "create" });
    },
  );
});
