import { admin } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { press } from "./support/press";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser, worksFor } from "./support/users";

type Client = { id: string; clientId: string; attributes: Record<string, string> };

const SERVICES = ["dovecot", "postfix", "campus-mail", "radicale", "freeradius", "ldap-bridge"];
const MANY = Array.from({ length: 9 }, (_, index) => `Team ${index + 2}`);

/** Sets an attribute of these clients; an empty value removes it. */
async function setAttribute(clientIds: readonly string[], name: string, value: string): Promise<void> {
  const clients = await admin<Client[]>("GET", `/${REALM}/clients`);
  for (const client of clients.filter(({ clientId }) => clientIds.includes(clientId))) {
    const attributes = { ...client.attributes, [`app-passwords.${name}`]: value };
    await admin("PUT", `/${REALM}/clients/${client.id}`, { ...client, attributes });
  }
}

/** Adds a client like that of Radicale, and returns its ID. */
async function addService(clientId: string, name: string): Promise<string> {
  const [model] = await admin<Client[]>("GET", `/${REALM}/clients?clientId=radicale`);
  await admin("POST", `/${REALM}/clients`, { ...model, id: undefined, protocolMappers: [], clientId, name });
  const [created] = await admin<Client[]>("GET", `/${REALM}/clients?clientId=${clientId}`);
  return created?.id ?? "";
}

test("an app password for a service that is gone can be replaced", async ({ page }) => {
  const person = await createUser(REALM, [{ name: "iPad", clients: ["dovecot", "gone"] }]);
  const app = await new AppPasswords(page, person).open();
  await app.choose("iPad", "appPasswordsReplace");
  await expect(app.dialog).not.toContainText(app.text("appPasswordsReplaceText"));
  await expect(app.dialog.getByRole("checkbox").first()).toBeVisible();
  await press(app.submit);
  expect(await worksFor(person, await app.password.innerText(), "dovecot")).toBe(true);
});

test("a service that is removed while the form is open is not requested again", async ({ page, faults }) => {
  faults.allow(/^400 POST /);
  const id = await addService("removed", "Removed");
  const person = await createUser(REALM, [{ name: "iPad", clients: ["dovecot", "removed"] }]);
  const app = await new AppPasswords(page, person).open();
  await app.choose("iPad", "appPasswordsReplace");
  await expect(app.dialog).toContainText(app.text("appPasswordsReplaceText"));
  await admin("DELETE", `/${REALM}/clients/${id}`);
  await press(app.submit);
  await expect(app.dialog.getByRole("checkbox").first()).toBeVisible();
  await press(app.submit);
  expect(await worksFor(person, await app.password.innerText(), "dovecot")).toBe(true);
});

for (const [locale, tag] of [
  ["en", "@phone"],
  ["ja", "@desktop"],
  ["ar", "@phone"],
] as const) {
  test.describe(`services in ${locale}`, { tag }, () => {
    test("a group is one choice, and a service shortens the lifetime", async ({ page }) => {
      await setAttribute(["postfix"], "lifetime-max-days", "14");
      try {
        const person = await createUser(REALM, [], locale);
        const app = await new AppPasswords(page, person, locale).open();
        await press(app.createButton);
        await app.name.fill("iPhone");
        const lifetime = app.dialog.locator("#app-password-lifetime");
        await expect(app.dialog).toContainText(app.text("appPasswordLifetimeLimits"));
        await expect(lifetime.locator("option[value='365']")).toHaveCount(1);

        await app.chooseServices("Mail");
        await expect(app.dialog.getByRole("checkbox")).toHaveCount(SERVICES.length - 1);
        await expect(lifetime).toHaveValue("14");
        await expect(lifetime.locator("option")).toHaveCount(2);
        await look(page, `services-${locale}`);
        await app.chooseServices("Calendar (CalDAV)");
        await app.dialog.getByRole("checkbox", { name: "Mail", exact: true }).uncheck();
        await expect(app.dialog).not.toContainText(app.text("appPasswordLifetimeLimits"));
        await expect(lifetime.locator("option[value='365']")).toHaveCount(1);

        await app.chooseServices("Mail");
        await app.name.press("Enter");
        const password = await app.password.innerText();
        await app.done();
        await expect(app.entry("iPhone")).toContainText("Calendar (CalDAV)");
        await expect(app.entry("iPhone")).toContainText("Mail");
        await expect(app.entry("iPhone")).not.toContainText("IMAP");
        expect(await worksFor(person, password, "postfix")).toBe(true);
        expect(await worksFor(person, password, "freeradius")).toBe(false);
      } finally {
        await setAttribute(["postfix"], "lifetime-max-days", "");
      }
    });

    test("a user without a service reads why", async ({ page }) => {
      await setAttribute(SERVICES, "allowed-role", "a-role-that-does-not-exist");
      try {
        const person = await createUser(
          REALM,
          [{ name: "Old", clients: ["radicale", "freeradius"] }],
          locale,
        );
        const app = await new AppPasswords(page, person, locale).open();
        const notice = page.getByTestId("app-passwords/notice/no_service");
        await expect(notice).toContainText(app.text("appPasswordUnavailable_no_service"));
        // Users know services by their names.
        await expect(app.entry("Old")).toContainText("Calendar (CalDAV)");
        await expect(app.entry("Old")).toContainText("Wi-Fi and VPN (RADIUS)");
        await look(page, `no-service-${locale}`);
      } finally {
        await setAttribute(SERVICES, "allowed-role", "");
      }
    });
  });
}

test(
  "all services or none are selected at once, and a long list has a filter",
  { tag: "@desktop" },
  async ({ page }) => {
    const ids: string[] = [];
    for (const name of MANY) {
      ids.push(await addService(name.replace(" ", "-").toLowerCase(), name));
    }
    try {
      const app = await new AppPasswords(page, await createUser(REALM)).open();
      await press(app.createButton);
      await app.name.fill("iPhone");
      await app.onlyTheseServices.check();
      const boxes = app.dialog.getByRole("checkbox");
      await expect(boxes).toHaveCount(MANY.length + SERVICES.length - 1);
      await press(app.button("appPasswordServicesSelectAll"));
      for (const box of await boxes.all()) {
        await expect(box).toBeChecked();
      }
      await press(app.button("appPasswordServicesSelectNone"));
      for (const box of await boxes.all()) {
        await expect(box).not.toBeChecked();
      }

      const filter = app.dialog.getByRole("textbox", { name: app.text("appPasswordServicesFilter") });
      await filter.fill("team 1");
      await expect(app.dialog.locator(".app-passwords-services label")).toHaveText(["Team 10"]);
      await filter.press("Enter");
      await expect(app.password).toBeHidden();
      await press(app.button("appPasswordServicesSelectAll"));
      await look(page, "services-filter");
      await filter.fill("no such service");
      await expect(app.dialog.getByText(app.text("appPasswordServicesFilterNone"))).toBeVisible();
      await filter.fill("");
      await expect(app.dialog.getByRole("checkbox", { checked: true })).toHaveCount(1);
      await expect(
        app.dialog.locator(".app-passwords-services label").filter({ hasText: "Team" }),
      ).toHaveText(MANY);
      await app.name.press("Enter");
      await expect(app.password).toBeVisible();
      await app.done();
      await expect(app.entry("iPhone")).toContainText("Team 10");
    } finally {
      for (const id of ids) {
        await admin("DELETE", `/${REALM}/clients/${id}`);
      }
    }
  },
);
