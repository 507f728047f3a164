import type { Page } from "@playwright/test";
import { AppPasswords } from "./support/AppPasswords";
import { ConsoleMenu } from "./support/ConsoleMenu";
import { expectEverythingInReach } from "./support/reach";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser } from "./support/users";

test("the menu is closed until the user opens it", { tag: "@phone" }, async ({ page }) => {
  await openPersonalInfo(page);
  const menu = new ConsoleMenu(page);
  await menu.expectClosed();
  await menu.toggle.tap();
  await menu.expectOpen();
  await expectEverythingInReach(page, "the open menu", "#page-sidebar");
  await menu.toggle.tap();
  await menu.expectClosed();
  await expectEverythingInReach(page, "the closed menu");

  await menu.toggle.tap();
  await menu.expectOpen();
  // Beside the menu, at the right edge of the page.
  await page.touchscreen.tap(350, 500);
  await menu.expectClosed();
});

test("the menu leads to every page", { tag: "@phone" }, async ({ page }) => {
  const app = await openPersonalInfo(page);
  const menu = new ConsoleMenu(page);

  for (const path of [
    "account-security/signing-in",
    "account-security/device-activity",
    "account-security/linked-accounts",
    "app-passwords",
  ]) {
    await menu.toggle.tap();
    if (path === "account-security/signing-in") {
      await page.getByTestId("accountSecurity").tap();
    }
    await menu.tap(path);
  }
  await app.createButton.tap();
  await expect(app.name).toBeFocused();
  await app.button("appPasswordsCancel").tap();

  for (const path of ["applications", "organizations", "resources"]) {
    await menu.toggle.tap();
    await menu.tap(path);
  }
});

test("a form is saved, and its alert is closed", { tag: "@phone" }, async ({ page }) => {
  const { person } = await openPersonalInfo(page);
  await page.getByTestId("email").tap();
  await page.getByTestId("email").fill(`changed-${person.username}@example.org`);
  await page.getByTestId("save").tap();
  const alert = page.getByTestId("last-alert");
  await expect(alert).toBeVisible();
  await alert.getByRole("button").tap();
  await expect(alert).toBeHidden();
});

test("the user menu signs out", { tag: "@phone" }, async ({ page }) => {
  await openPersonalInfo(page);
  await page.getByTestId("options-kebab-toggle").tap();
  await page.getByRole("menuitem", { name: "Sign out" }).tap();
  await expect(page.locator("#password")).toBeVisible();
});

async function openPersonalInfo(page: Page): Promise<AppPasswords> {
  const app = await new AppPasswords(page, await createUser(REALM)).open(`/realms/${REALM}/account/`);
  await expect(page.getByTestId("email")).toBeVisible();
  return app;
}
