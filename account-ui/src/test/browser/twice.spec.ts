import type { Locator, Page } from "@playwright/test";
import { AppPasswords } from "./support/AppPasswords";
import { press } from "./support/press";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { appPasswordsOf, createUser, worksFor } from "./support/users";

const EVERY_REQUEST = /\/realms\/[^/]+\/app-passwords(\/[^/]+)?$/;

test(
  "Enter twice and double clicks on a slow network create and delete once",
  { tag: "@desktop" },
  async ({ page }) => {
    const person = await createUser(REALM);
    const app = await new AppPasswords(page, person).open();
    const changes = await slowDown(page);

    await app.createButton.dblclick();
    await expect(app.dialog).toHaveCount(1);
    await app.name.fill("iPhone");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(app.password).toBeVisible();
    expect(changes).toEqual(["POST"]);
    await app.done();
    await expect(app.dialog).toHaveCount(0);

    await press(app.createButton);
    await app.name.fill("iPad");
    await doubleClickAt(app.submit);
    await expect(app.password).toBeVisible();
    expect(changes).toEqual(["POST", "POST"]);
    await app.done();
    await expect(app.entries).toHaveCount(2);
    expect(await appPasswordsOf(person)).toHaveLength(2);

    await app.choose("iPad", "appPasswordsDelete");
    await doubleClickAt(app.button("appPasswordsDelete"));
    await app.expectAnnouncement("appPasswordsDeleted", { name: "iPad" });
    expect(changes).toEqual(["POST", "POST", "DELETE"]);
    expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toEqual(["iPhone"]);
  },
);

test("Enter twice on a fast network does not close the dialog with the app password", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  await press(app.createButton);
  await app.name.fill("iPhone");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(app.password).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(app.password).toBeVisible();
});

test(
  "the same name in two tabs is explained in the second, and both app passwords work",
  {
    tag: "@desktop",
  },
  async ({ page, context, faults }) => {
    faults.allow(/^409 POST /);
    const person = await createUser(REALM);
    const first = await new AppPasswords(page, person).open();
    const tab = await context.newPage();
    const second = new AppPasswords(tab, person);
    await tab.goto(second.address);
    for (const app of [first, second]) {
      await press(app.createButton);
      await app.name.fill("iPhone");
    }

    await press(second.submit);
    await expect(second.password).toBeVisible();
    await press(first.submit);
    await expect(first.dialog).toContainText(first.text("appPasswordsProblemNameTaken"));
    await first.name.fill("iPad");
    await press(first.submit);
    await expect(first.password).toBeVisible();
    const passwords = [await first.password.innerText(), await second.password.innerText()];
    await second.done();
    await expect(second.entries).toHaveCount(2);
    for (const password of passwords) {
      expect(await worksFor(person, password)).toBe(true);
    }
  },
);

/** Delays each request of the page. Returns the methods of those that change something, as they arrive. */
async function slowDown(page: Page): Promise<string[]> {
  const changes: string[] = [];
  await page.route(EVERY_REQUEST, async (route) => {
    const method = route.request().method();
    if (method !== "GET") {
      changes.push(method);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.fallback();
  });
  return changes;
}

/** Double-clicks where this button is, whether or not the first click has disabled or replaced it. */
async function doubleClickAt(button: Locator): Promise<void> {
  await expect(button).toBeVisible();
  const box = await button.boundingBox();
  await button
    .page()
    .mouse.dblclick((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
}
