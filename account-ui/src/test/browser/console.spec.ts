import { admin } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { ConsoleMenu } from "./support/ConsoleMenu";
import { look } from "./support/look";
import { COMPANY_REALM, REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser } from "./support/users";

test("the other pages of the console work", async ({ page }) => {
  const person = await createUser(REALM);
  const [staff] = await admin<{ id: string }[]>("GET", `/${REALM}/groups`);
  await admin("PUT", `/${REALM}/users/${person.id}/groups/${staff?.id}`);
  const app = await new AppPasswords(page, person).open(`/realms/${REALM}/account/`);

  await expect(page.getByTestId("page-heading")).toBeVisible();
  await page.getByTestId("email").fill(`changed-${app.person.username}@example.org`);
  await page.getByTestId("save").click();
  await expect(page.getByTestId("last-alert")).toBeVisible();

  await page.getByTestId("accountSecurity").click();
  await page.getByTestId("account-security/signing-in").click();
  await expect(page.getByTestId("app-password/title")).toBeVisible();
  await page.getByRole("link", { name: app.text("appPasswordsManage") }).click();
  await expect(app.createButton).toBeVisible();
  await page.getByTestId("account-security/device-activity").click();
  await expect(page.getByTestId("page-heading")).toHaveText("Device activity");
  await page.getByTestId("applications").click();
  await expect(page.getByText("Account Console").first()).toBeVisible();
  await page.getByTestId("accountSecurity").click();
  await page.getByTestId("app-passwords").click();
  await expect(app.createButton).toBeVisible();

  await page.getByTestId("account-security/linked-accounts").click();
  await expect(page.getByText("Company sign-in")).toBeVisible();
  await page.getByTestId("groups").click();
  await expect(page.getByText("/Staff")).toBeVisible();
  for (const path of ["organizations", "resources"]) {
    await page.getByTestId(path).click();
    await expect(page).toHaveURL(new RegExp(`/account/${path}$`));
    await expect(page.getByTestId("page-heading")).toBeVisible();
  }
  await page.goto(`/realms/${REALM}/account/no-such-page`);
  await expect(page.getByTestId("last-alert")).toBeVisible();
});

test("the button in the header collapses and expands the menu", async ({ page }) => {
  await new AppPasswords(page, await createUser(REALM)).open();
  const menu = new ConsoleMenu(page);
  await menu.expectOpen();
  await menu.toggle.click();
  await menu.expectClosed();
  await menu.toggle.click();
  await menu.expectOpen();
});

test("a company's child theme has its own logo and colours", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(COMPANY_REALM)).open();
  await expect(app.createButton).toBeVisible();
  await expect(page.locator("header img")).toHaveAttribute("src", /\/account\/company\/company-logo\.svg$/);
  expect(
    await page.locator("header img").evaluate((image: HTMLImageElement) => image.naturalWidth),
  ).toBeGreaterThan(0);
  await expect(app.createButton).toHaveCSS("background-color", "rgb(0, 100, 0)");
  await app.create("iPhone");
  await app.done();
  await expect(app.entry("iPhone")).toBeVisible();
  await look(page, "company-theme");
});
