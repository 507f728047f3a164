import { expect, test, type Page } from "@playwright/test";
import { admin } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { REALM } from "./support/realms";
import { appPasswordsOf, createUser, DAY, worksFor } from "./support/users";

const ENDPOINT = "**/realms/*/app-passwords";

const DEVICES = {
  "on a desktop": { viewport: { width: 1280, height: 800 } },
  "on a small phone": { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
};

for (const [device, options] of Object.entries(DEVICES)) {
  test.describe(device, () => {
    test.use(options);

    test("no way out of the dialog loses an app password", async ({ page, context }) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const person = await createUser(REALM);
      const app = await new AppPasswords(page, person).open();

      await app.createButton.click();
      await expect(app.name).toBeFocused();
      await page.goBack();
      await expect(app.dialog).toBeHidden();
      await expect(app.createButton).toBeVisible();

      // The dialog waits for the answer.
      await app.createButton.click();
      await app.dialog.getByRole("button", { name: "iPhone", exact: true }).click();
      await expect(app.name).toHaveValue("iPhone");
      const answer = await holdAnswer(page);
      await app.submit.click();
      await expect(app.submit).toBeDisabled();
      await expect(app.button("appPasswordsCancel")).toBeDisabled();
      await page.keyboard.press("Escape");
      await page.goBack();
      await expect(app.submit).toBeVisible();
      await answer();
      await expect(app.password).toBeVisible();

      // The warning is visible without scrolling, also in landscape and with a large zoom.
      const once = app.dialog.getByText(app.text("appPasswordsShownOnce"));
      await expect(once).toBeInViewport();
      const size = page.viewportSize();
      await page.setViewportSize({ width: 640, height: 320 });
      await expect(once).toBeInViewport();
      await expect(app.button("appPasswordDone")).toBeInViewport();
      await page.setViewportSize(size ?? { width: 360, height: 640 });

      // One click selects the whole app password, and no translator changes it.
      await expect(app.password).toHaveAttribute("translate", "no");
      await app.password.click();
      expect(await page.evaluate(() => getSelection()?.toString())).toBe(await app.password.innerText());

      // Whatever closes the dialog asks once.
      await app.button("appPasswordDone").click();
      await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toBeFocused();
      expect(await leavingIsQuestioned(page)).toBe(true);
      await app.button("appPasswordCopy").first().click();
      await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toHaveCount(0);
      expect(await leavingIsQuestioned(page)).toBe(false);
      await app.button("appPasswordDone").click();
      await expect(app.dialog).toBeHidden();
      await expect(app.entry("iPhone")).toContainText(app.text("appPasswordsBadgeNew"));

      await app.create("iPad");
      await page.goBack();
      await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toBeFocused();
      await page.goBack();
      await expect(app.dialog).toBeHidden();
      await expect(app.entries).toHaveCount(2);
      await expect(page).toHaveURL(/\/account\/app-passwords$/);
    });

    test("an answer that is lost can be repeated in one step", async ({ page }) => {
      const person = await createUser(REALM, [{ name: "Printer" }]);
      const app = await new AppPasswords(page, person).open();
      await app.createButton.click();
      await app.name.fill("iPhone Mail");
      await loseAnswer(page);
      await app.submit.click();

      const lost = app.dialog.getByTestId("app-passwords/lost");
      await expect(lost).toContainText(app.text("appPasswordsLostTitle", { name: "iPhone Mail" }));
      await expect(lost).toBeInViewport();
      await expect(app.submit).toBeInViewport();
      await look(page, `answer-lost-${device.replaceAll(" ", "-")}`);
      await app.button("appPasswordsLostCreateAnew").click();
      await expect(app.password).toBeVisible();
      const password = await app.password.innerText();
      await app.done();
      await expect(app.entries).toHaveCount(2);
      expect(await appPasswordsOf(person)).toHaveLength(2);
      expect(await worksFor(person, password)).toBe(true);
    });

    test("what is wrong is in view and has the focus", async ({ page, context }) => {
      const app = await new AppPasswords(page, await createUser(REALM)).open();
      await app.createButton.click();
      await app.submit.click();
      await expect(app.name).toBeFocused();
      await expect(app.dialog.getByText(app.text("appPasswordErrorNameMissing"))).toBeInViewport();

      await app.name.fill("iPhone Mail");
      await app.onlyTheseServices.check();
      await app.dialog.getByLabel(app.text("appPasswordLifetime")).focus();
      await app.submit.click();
      await expect(app.onlyTheseServices).toBeFocused();

      await app.dialog.getByRole("radio", { name: app.text("appPasswordServicesAll") }).check();
      await app.dialog.getByLabel(app.text("appPasswordLifetime")).scrollIntoViewIfNeeded();
      await context.setOffline(true);
      await app.submit.click();
      const alert = app.dialog.getByText(app.text("appPasswordsProblemUnreachable"));
      await expect(alert).toBeInViewport();
      await expect(app.dialog.locator(".app-passwords-problem")).toBeFocused();
      await context.setOffline(false);
    });

    test("the dialog reports the first use, and the old one is deleted beside the new one", async ({
      page,
    }) => {
      const person = await createUser(REALM, [
        {
          name: "Old tablet",
          clients: ["dovecot"],
          createdAt: Date.now() - 90 * DAY,
          expiresAt: Date.now() - DAY,
        },
      ]);
      const app = await new AppPasswords(page, person).open();
      await app.choose("Old tablet", "appPasswordsReplace");
      await expect(app.dialog).toContainText(app.text("appPasswordsReplaceExpiredText"));
      await expect(app.dialog).not.toContainText(app.text("appPasswordsReplaceText"));
      await app.submit.click();
      await expect(app.firstUse).toContainText(
        app.text("appPasswordsReplaceExpiredAdvice", { name: "Old tablet" }),
      );
      const password = await app.password.innerText();
      expect(await worksFor(person, password)).toBe(true);
      await expect(app.firstUse).toContainText(app.text("appPasswordsWorksWith", { service: "Mail (IMAP)" }));
      await look(page, `first-use-${device.replaceAll(" ", "-")}`);
      await app.button("appPasswordsReplaceDelete").click();
      await app.button("appPasswordsReplaceNameUse").click();
      await expect(app.entries).toHaveCount(1);
      await expect(app.entry("Old tablet")).not.toContainText(app.text("appPasswordsBadgeNeverUsed"));
    });

    test("a user who was signed out elsewhere keeps the list, and a way to sign in", async ({ page }) => {
      const person = await createUser(REALM, [
        {
          name: "iPhone",
          lastUsedAt: Date.now() - 2 * DAY,
          lastUsedFrom: "203.0.113.7",
          lastUsedClient: "dovecot",
        },
        { name: "iPad" },
      ]);
      const app = await new AppPasswords(page, person).open();
      await expect(app.entry("iPhone")).toContainText("203.0.113.7");
      await app.choose("iPhone", "appPasswordsDelete");
      await expect(app.dialog).toContainText("203.0.113.7");
      await admin("POST", `/${REALM}/users/${person.id}/logout`);
      await app.button("appPasswordsDelete").click();

      const notice = page.getByTestId("app-passwords/signed-out");
      await expect(notice).toContainText(app.text("appPasswordsSignedOutTitle"));
      await expect(notice).toBeInViewport();
      await expect(app.entries).toHaveCount(2);
      await look(page, `signed-out-${device.replaceAll(" ", "-")}`);
      await app.button("appPasswordsSignIn").click();
      await app.signIn();
      await expect(app.entries).toHaveCount(2);
      await expect(notice).toHaveCount(0);
    });
  });
}

test("the list is up to date when the user returns to the page", async ({ page }) => {
  const person = await createUser(REALM, [{ name: "iPhone" }]);
  const app = await new AppPasswords(page, person).open();
  await expect(app.entries).toHaveCount(1);
  const [stored] = await appPasswordsOf(person);
  await admin("DELETE", `/${REALM}/users/${person.id}/credentials/${stored?.id}`);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByTestId("app-passwords/empty")).toBeVisible();
});

test("a dialog has an edge in high contrast", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  await app.createButton.click();
  await expect(app.dialog).toHaveCSS("border-top-style", "solid");
  await expect(app.dialog).toHaveCSS("border-top-width", "2px");
});

/** Holds the answer to the next creation back. Returns a function that lets it through. */
async function holdAnswer(page: Page): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(ENDPOINT, async (route) => {
    if (route.request().method() === "POST") {
      await released;
    }
    await route.fallback();
  });
  return async () => {
    release();
    await expect(page.locator("#app-password")).toBeVisible();
    await page.unroute(ENDPOINT);
  };
}

/** Drops the answer to the next creation after the server has created the app password. */
async function loseAnswer(page: Page): Promise<void> {
  await page.route(
    ENDPOINT,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
}

/** Returns whether the browser would ask before the page is left. */
function leavingIsQuestioned(page: Page): Promise<boolean> {
  return page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
}
