import { expect, test } from "@playwright/test";
import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { REALM } from "./support/realms";
import { createUser, DAY, worksFor } from "./support/users";

const now = Date.now();

const SEEDS = [
  { name: "iPhone", clients: ["dovecot"], createdAt: now - 40 * DAY, lastUsedAt: now - 3 * 60 * 60 * 1000 },
  { name: "Thunderbird", createdAt: now - 90 * DAY, expiresAt: now + 3 * DAY },
];

test("the page in Japanese", async ({ page }) => {
  const person = await createUser(REALM, SEEDS, "ja");
  const app = await new AppPasswords(page, person, "ja").open();
  await expect(page.getByTestId("page-heading")).toHaveText("アプリパスワード");
  await expect(app.entry("iPhone")).toContainText("3 時間前");
  await look(page, "list-ja");
  await app.createButton.click();
  await app.name.fill("会社のメール");
  await look(page, "create-ja");
  await app.name.press("Enter");
  await expect(app.password).toBeVisible();
  const password = await app.password.innerText();
  await look(page, "secret-ja");
  await app.done();
  expect(await worksFor(person, password)).toBe(true);
  await app.choose("会社のメール", "appPasswordsDelete");
  await look(page, "delete-ja");
  await app.button("appPasswordsDelete").click();
  await app.expectAnnouncement("appPasswordsDeleted", { name: "会社のメール" });
  expect(await worksFor(person, password)).toBe(false);
});

test("the page in Arabic, from right to left", async ({ page }) => {
  const person = await createUser(REALM, SEEDS, "ar");
  const app = await new AppPasswords(page, person, "ar").open();
  await expect(app.entries).toHaveCount(2);
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  const heading = await app.entries.first().getByRole("heading").boundingBox();
  const menu = await app.entries.first().getByRole("button").boundingBox();
  expect(heading?.x).toBeGreaterThan(menu?.x ?? Infinity);
  await look(page, "list-ar");
  await page.getByTestId("app-passwords/create").click();
  await app.name.fill("بريد الهاتف");
  await look(page, "create-ar");
  await app.name.press("Enter");
  await expect(app.password).toHaveCSS("direction", "ltr");
  const password = await app.password.innerText();
  await look(page, "secret-ar");
  await app.done();
  await expect(app.entry("بريد الهاتف")).toBeVisible();
  expect(await worksFor(person, password)).toBe(true);
});
