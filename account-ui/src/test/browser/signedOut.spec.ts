import type { BrowserContext } from "@playwright/test";
import { admin } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { press } from "./support/press";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { appPasswordsOf, createUser, worksFor, type Person } from "./support/users";

/** The console asks every 5 seconds whether its session is still the browser's. */
const CHECKED_MILLIS = 7_000;

type Ending = (context: BrowserContext, person: Person) => Promise<void>;

/** The ways in which the browser notices by itself that the session has ended. */
const ENDINGS: Record<string, Ending> = {
  "signs out in another tab": async (context, { realm }) => {
    const tab = await context.newPage();
    await tab.goto(`/realms/${realm}/protocol/openid-connect/logout`);
    await tab.locator("#kc-logout").click();
    await expect(tab.locator("#kc-logout")).toHaveCount(0);
    await tab.close();
  },
  "loses the cookies": (context) => context.clearCookies(),
};

for (const [ending, end] of Object.entries(ENDINGS)) {
  test(
    `a user who ${ending} still sees the app password`,
    { tag: "@desktop" },
    async ({ page, context, faults }) => {
      faults.allow(/^40[01] /);
      const person = await createUser(REALM);
      const app = await new AppPasswords(page, person).open();
      const shown = await app.create("iPhone");
      await end(context, person);
      await page.waitForTimeout(CHECKED_MILLIS);
      await expect(app.password).toHaveText(shown);
      await app.done();
      await expect(page.getByTestId("app-passwords/signed-out")).toBeVisible();
      await press(app.button("appPasswordsSignIn"));
      await app.signIn();
      await expect(app.entry("iPhone")).toBeVisible();
      expect(await worksFor(person, shown)).toBe(true);
    },
  );

  test(
    `a user who ${ending} signs in again, and nothing was deleted`,
    { tag: "@desktop" },
    async ({ page, context, faults }) => {
      faults.allow(/^40[01] /);
      const person = await createUser(REALM, [{ name: "iPhone" }]);
      const app = await new AppPasswords(page, person).open();
      await app.choose("iPhone", "appPasswordsDelete");
      await expect(app.dialog).toBeVisible();
      await end(context, person);
      await app.signIn();
      await expect(app.entry("iPhone")).toBeVisible();
      await expect(app.dialog).toHaveCount(0);
      expect(await appPasswordsOf(person)).toHaveLength(1);
    },
  );
}

test("a user whose session ended at the server signs in again, and continues with the same form", async ({
  page,
  faults,
}) => {
  faults.allow(/^401 /);
  const person = await createUser(REALM, [{ name: "iPhone" }]);
  const app = await new AppPasswords(page, person).open();
  await press(app.createButton);
  await app.name.fill("iPad");
  await admin("POST", `/${REALM}/users/${person.id}/logout`);
  await press(app.submit);
  await expect(app.dialog.getByTestId("app-passwords/notice/reauthentication_required")).toBeVisible();
  expect(await appPasswordsOf(person)).toHaveLength(1);
  await press(app.button("appPasswordsSignInAgain"));
  await app.signIn();
  await expect(app.name).toHaveValue("iPad");
  await press(app.submit);
  await expect(app.password).toBeVisible();
  expect(await appPasswordsOf(person)).toHaveLength(2);
});

test("a user whose session ended at the server can still copy the app password", async ({
  page,
  context,
  faults,
}) => {
  faults.allow(/^401 /);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await createUser(REALM);
  const app = await new AppPasswords(page, person).open();
  const shown = await app.create("iPhone");
  // The dialog asks whether the app password was used.
  const asked = page.waitForResponse((response) => response.status() === 401);
  await admin("POST", `/${REALM}/users/${person.id}/logout`);
  await asked;
  await expect(app.password).toHaveText(shown);
  await press(app.button("appPasswordCopy"));
  await expect(app.dialog.getByText(app.text("appPasswordCopied"))).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown.replaceAll("-", ""));
  await app.done();
  await expect(page.getByTestId("app-passwords/signed-out")).toBeVisible();
  expect(await worksFor(person, shown)).toBe(true);
});
