import { expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { withDefaults } from "../../main/ts/environment/features";
import { routesOf } from "../../main/ts/console/menu";
import { serviceNames, withEntry, withoutEntry } from "../../main/ts/model/overview";
import type { AppPassword, Overview } from "../../main/ts/api/types";

it("the menu leads to every enabled page", () => {
  const pages = [
    { path: "a", element: "A" },
    { path: "c/:id", element: "C" },
  ];
  const menu = [
    {
      label: "group",
      children: [
        { label: "a", path: "a" },
        { label: "b", path: "b", isVisible: "b" },
      ],
    },
    { label: "c", path: "c/1", id: "c/:id" },
  ];
  expect(routesOf(menu, pages, { b: false })).toEqual([
    { path: "a", element: "A" },
    { path: "c/1", element: "C" },
  ]);
  expect(routesOf(menu, pages, { b: true })).toHaveLength(3);
});

it("the page Applications is shown if an older server does not mention it", () => {
  expect(withDefaults({ isLinkedAccountsEnabled: false })).toEqual({
    isLinkedAccountsEnabled: false,
    isViewApplicationsEnabled: true,
  });
  expect(withDefaults({ isViewApplicationsEnabled: false })).toEqual({ isViewApplicationsEnabled: false });
});

it("in the menu, our page follows Signing in", () => {
  const menu = JSON.parse(
    readFileSync("src/main/resources/theme/app-passwords/account/resources/content.json", "utf8"),
  ) as { label: string; children?: { path: string }[] }[];
  const security = menu.find(({ label }) => label === "accountSecurity");
  expect(security?.children?.map(({ path }) => path).slice(0, 2)).toEqual([
    "account-security/signing-in",
    "app-passwords",
  ]);
});

it("a change is in the overview at once", () => {
  const overview = {
    appPasswords: [
      { id: "1", name: "a" },
      { id: "2", name: "b" },
    ] as AppPassword[],
    services: [{ clientId: "dovecot", name: "Mail", group: null, maxLifetimeDays: 0 }],
  } as Overview;
  const renamed = withEntry(overview, { id: "1", name: "c" } as AppPassword).appPasswords;
  expect(renamed.map(({ name }) => name).sort()).toEqual(["b", "c"]);
  expect(withoutEntry(overview, "1").appPasswords.map(({ id }) => id)).toEqual(["2"]);
  expect(serviceNames(overview, ["dovecot", "gone"])).toEqual(["Mail", "gone"]);
});
