import type { Page, Route } from "@playwright/test";
import { admin } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { isPhone, press } from "./support/press";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { appPasswordsOf, createUser, DAY, worksFor } from "./support/users";

const ENDPOINT = "**/realms/*/app-passwords";

test("no way out of the dialog loses an app password", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await createUser(REALM);
  const app = await new AppPasswords(page, person).open();

  await press(app.createButton);
  await expect(app.name).toBeFocused();
  await page.goBack();
  await expect(app.dialog).toBeHidden();
  await expect(app.createButton).toBeVisible();

  // The dialog waits for the answer.
  await press(app.createButton);
  await press(app.dialog.getByRole("button", { name: "iPhone", exact: true }));
  await expect(app.name).toHaveValue("iPhone");
  const answer = await holdAnswer(page);
  await press(app.submit);
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

  // No translator changes the app password, and one click selects all of it. A tap does not select text.
  await expect(app.password).toHaveAttribute("translate", "no");
  if (!isPhone()) {
    await app.password.click();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(await app.password.innerText());
  }

  // Whatever closes the dialog asks once.
  await press(app.button("appPasswordDone"));
  await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toBeFocused();
  expect(await leavingIsQuestioned(page)).toBe(true);
  await press(app.button("appPasswordCopy").first());
  await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toHaveCount(0);
  expect(await leavingIsQuestioned(page)).toBe(false);
  await press(app.button("appPasswordDone"));
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

test("an answer that is lost can be repeated", async ({ page, faults }) => {
  faults.allow(/^net::ERR_FAILED POST /, /^409 POST /);
  const person = await createUser(REALM, [{ name: "Printer" }]);
  const app = await new AppPasswords(page, person).open();
  await press(app.createButton);
  await app.name.fill("iPhone Mail");
  await loseAnswer(page);
  await press(app.submit);
  await expect(app.dialog).toContainText(app.text("appPasswordsProblemUnreachable"));
  await expect(app.entries).toHaveCount(2);
  await expect(app.name).toHaveAttribute("aria-invalid", "false");
  await press(app.submit);

  const lost = app.dialog.getByTestId("app-passwords/lost");
  await expect(lost).toContainText(app.text("appPasswordsLostTitle", { name: "iPhone Mail" }));
  await expect(lost).toBeInViewport();
  await expect(app.submit).toBeInViewport();
  await look(page, "answer-lost");
  await press(app.button("appPasswordsLostCreateAnew"));
  await expect(app.password).toBeVisible();
  const password = await app.password.innerText();
  await app.done();
  await expect(app.entries).toHaveCount(2);
  expect(await appPasswordsOf(person)).toHaveLength(2);
  expect(await worksFor(person, password)).toBe(true);
});

test("what another device creates meanwhile is not taken for the form's own", async ({
  page,
  browser,
  faults,
}) => {
  faults.allow(/^net::ERR_FAILED POST /, /^409 POST /);
  const person = await createUser(REALM);
  const app = await new AppPasswords(page, person).open();
  await press(app.createButton);
  await app.name.fill("iPhone Mail");
  const context = await browser.newContext();
  const other = await new AppPasswords(await context.newPage(), person).open();
  const theirs = await other.create("iPhone Mail");
  await context.close();

  await page.route(ENDPOINT, (route) => route.abort(), { times: 1 });
  await press(app.submit);
  await expect(app.entries).toHaveCount(1);
  await expect(app.dialog).toContainText(app.text("appPasswordsProblemUnreachable"));
  await press(app.submit);
  await expect(app.dialog).toContainText(app.text("appPasswordsProblemNameTaken"));
  await app.name.fill("iPad Mail");
  await press(app.submit);
  await expect(app.password).toBeVisible();
  for (const password of [theirs, await app.password.innerText()]) {
    expect(await worksFor(person, password)).toBe(true);
  }
});

test("an answer that comes too late is discarded, and its app password replaced", async ({
  page,
  faults,
}) => {
  faults.allow(/^409 POST /);
  await hurry(page);
  const person = await createUser(REALM);
  const app = await new AppPasswords(page, person).open();
  await press(app.createButton);
  await app.name.fill("iPhone Mail");
  const late = await delayAnswer(page);
  await press(app.submit);
  await expect(app.dialog).toContainText(app.text("appPasswordsProblemUnreachable"));
  await press(app.submit);
  await expect(app.dialog.getByTestId("app-passwords/lost")).toBeVisible();
  const secret = await late();
  await expect(app.dialog.getByTestId("app-passwords/lost")).toBeVisible();
  await press(app.button("appPasswordsLostCreateAnew"));
  await expect(app.password).toBeVisible();
  const password = await app.password.innerText();
  expect(password).not.toBe(secret);
  await app.done();
  await expect(app.entries).toHaveCount(1);
  expect(await worksFor(person, password)).toBe(true);
  expect(await worksFor(person, secret)).toBe(false);
});

test("what is wrong is in view and has the focus", async ({ page, context, faults }) => {
  faults.allow(/^net::ERR_INTERNET_DISCONNECTED /);
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  await press(app.createButton);
  await press(app.submit);
  await expect(app.name).toBeFocused();
  await expect(app.dialog.getByText(app.text("appPasswordErrorNameMissing"))).toBeInViewport();

  await app.name.fill("iPhone Mail");
  await app.onlyTheseServices.check();
  await app.dialog.getByLabel(app.text("appPasswordLifetime")).focus();
  await press(app.submit);
  await expect(app.onlyTheseServices).toBeFocused();

  await app.dialog.getByRole("radio", { name: app.text("appPasswordServicesAll") }).check();
  await app.dialog.getByLabel(app.text("appPasswordLifetime")).scrollIntoViewIfNeeded();
  await context.setOffline(true);
  await press(app.submit);
  const alert = app.dialog.getByText(app.text("appPasswordsProblemUnreachable"));
  await expect(alert).toBeInViewport();
  await expect(app.dialog.locator(".app-passwords-problem")).toBeFocused();
  await context.setOffline(false);
});

test("the dialog reports the first use, and the old one is deleted beside the new one", async ({ page }) => {
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
  await press(app.submit);
  await expect(app.firstUse).toContainText(
    app.text("appPasswordsReplaceExpiredAdvice", { name: "Old tablet" }),
  );
  const password = await app.password.innerText();
  expect(await worksFor(person, password)).toBe(true);
  await expect(app.firstUse).toContainText(app.text("appPasswordsWorksWith", { service: "Mail (IMAP)" }));
  await look(page, "first-use");
  await press(app.button("appPasswordsReplaceDelete"));
  await press(app.button("appPasswordsReplaceNameUse"));
  await expect(app.entries).toHaveCount(1);
  await expect(app.entry("Old tablet")).not.toContainText(app.text("appPasswordsBadgeNeverUsed"));
});

test("Back never deletes the old one", async ({ page }) => {
  const person = await createUser(REALM, [{ name: "iPhone Mail" }]);
  const app = await new AppPasswords(page, person).open();
  await app.choose("iPhone Mail", "appPasswordsReplace");
  await press(app.submit);
  await expect(app.password).toBeVisible();
  await press(app.button("appPasswordsReplaceDelete"));
  await expect(app.question).toBeFocused();
  await expect(app.button("appPasswordsReplaceDelete")).toBeVisible();
  await expect(app.button("appPasswordsCloseAnyway")).toHaveCount(0);
  await page.goBack();
  await expect(app.dialog).toBeHidden();
  await expect(app.entries).toHaveCount(2);
  expect(await appPasswordsOf(person)).toHaveLength(2);
});

test("the dialog waits for the deletion of the old one, and says that it failed", async ({
  page,
  context,
  faults,
}) => {
  faults.allow(/^net::ERR_FAILED DELETE /);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await createUser(REALM, [{ name: "iPhone Mail" }]);
  const app = await new AppPasswords(page, person).open();
  await app.choose("iPhone Mail", "appPasswordsReplace");
  await press(app.submit);
  await press(app.button("appPasswordCopy").first());
  await expect(app.dialog.getByText(app.text("appPasswordCopied"))).toBeVisible();
  const abort = await holdRequest(page, "DELETE", (route) => route.abort());
  await press(app.button("appPasswordsReplaceDelete"));
  await expect(app.button("appPasswordsReplaceKeep")).toBeDisabled();
  await page.goBack();
  await page.keyboard.press("Escape");
  await expect(app.password).toBeVisible();
  await abort();
  // Screen readers do not read what is behind the dialog.
  const problem = app.dialog.locator("[aria-live]", { hasText: app.text("appPasswordsProblemUnreachable") });
  await expect(problem).toBeVisible();
  await look(page, "replace-not-deleted");
  await press(app.button("appPasswordsReplaceDelete"));
  await expect(app.dialog).toContainText(app.text("appPasswordsReplaceNameTitle"));
  expect(await appPasswordsOf(person)).toHaveLength(1);

  const rename = await holdRequest(page, "PATCH", (route) => route.fallback());
  await press(app.button("appPasswordsReplaceNameUse"));
  await page.goBack();
  await page.keyboard.press("Escape");
  await expect(app.dialog).toContainText(app.text("appPasswordsReplaceNameTitle"));
  await rename();
  await expect(app.dialog).toBeHidden();
  await expect(app.entry("iPhone Mail")).toBeVisible();
});

test("a rename that is in progress cannot be cancelled", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(REALM, [{ name: "iPhone" }])).open();
  await app.choose("iPhone", "appPasswordsRename");
  const name = page.getByRole("textbox");
  await name.fill("iPad");
  const rename = await holdRequest(page, "PATCH", (route) => route.fallback());
  await name.press("Enter");
  await expect(app.button("appPasswordsCancel")).toBeDisabled();
  await name.press("Escape");
  await expect(name).toBeVisible();
  await rename();
  await expect(app.entry("iPad")).toBeVisible();
});

test("Escape that ends the input of Japanese text does not close the dialog", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(REALM, [{ name: "iPhone" }])).open();
  const escape = (init: { isComposing?: boolean; keyCode?: number }) =>
    page.evaluate(
      (keys) =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Escape", bubbles: true, ...keys }),
        ),
      init,
    );
  await press(app.createButton);
  await app.name.fill("でんわ");
  await escape({ isComposing: true });
  await escape({ keyCode: 229 });
  await expect(app.name).toHaveValue("でんわ");
  await escape({});
  await expect(app.dialog).toBeHidden();

  await app.choose("iPhone", "appPasswordsRename");
  const name = page.getByRole("textbox");
  await name.fill("でんわ");
  await escape({ isComposing: true });
  await expect(name).toHaveValue("でんわ");
  await escape({});
  await expect(name).toHaveCount(0);
});

test("a user who was signed out elsewhere keeps the list, and a way to sign in", async ({ page, faults }) => {
  faults.allow(/^401 (DELETE|GET) /);
  const person = await createUser(REALM, [
    {
      name: "iPhone",
      // Below the other one, so that a phone must scroll to it.
      createdAt: Date.now() - 60 * DAY,
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
  await press(app.button("appPasswordsDelete"));

  const notice = page.getByTestId("app-passwords/signed-out");
  await expect(notice).toContainText(app.text("appPasswordsSignedOutTitle"));
  await expect(notice).toBeInViewport();
  await expect(app.entries).toHaveCount(2);
  await look(page, "signed-out");
  await press(app.button("appPasswordsSignIn"));
  await app.signIn();
  await expect(app.entries).toHaveCount(2);
  await expect(notice).toHaveCount(0);
});

test("the list is up to date when the user returns to the page", async ({ page }) => {
  const person = await createUser(REALM, [{ name: "iPhone" }]);
  const app = await new AppPasswords(page, person).open();
  await expect(app.entries).toHaveCount(1);
  const [stored] = await appPasswordsOf(person);
  await admin("DELETE", `/${REALM}/users/${person.id}/credentials/${stored?.id}`);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByTestId("app-passwords/empty")).toBeVisible();
});

test("Back from another page does not show the app password again", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  const shown = await app.create("iPhone");
  // Otherwise the browser would ask before it leaves.
  await press(app.button("appPasswordCopy"));
  await expect(app.dialog.getByText(app.text("appPasswordCopied"))).toBeVisible();
  await page.goto(`/realms/${REALM}/.well-known/openid-configuration`);
  await page.goBack();
  await expect(app.entry("iPhone")).toBeVisible();
  await expect(app.dialog).toHaveCount(0);
  expect(await page.content()).not.toContain(shown);
});

test("a page that the browser keeps for Back does not contain the app password", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  const shown = await app.create("iPhone");
  // Playwright disables the cache of pages. This is what it tells a page that goes there.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  await expect(app.dialog).toHaveCount(0);
  await expect(app.entry("iPhone")).toBeVisible();
  expect(await page.content()).not.toContain(shown);
});

test("a dialog has an edge in high contrast", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  await press(app.createButton);
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

/** Holds the next change of one app password back. Returns a function that ends it in this way. */
async function holdRequest(
  page: Page,
  method: "DELETE" | "PATCH",
  end: (route: Route) => Promise<void>,
): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  await page.route(`${ENDPOINT}/*`, async (route) => {
    if (route.request().method() === method) {
      await released;
      await end(route);
      done();
    } else {
      await route.fallback();
    }
  });
  return async () => {
    release();
    await ended;
    await page.unroute(`${ENDPOINT}/*`);
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

/** Lets the page wait for an answer two seconds instead of thirty. */
async function hurry(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (milliseconds) => timeout(milliseconds / 15);
  });
}

/**
 * Holds the answer to the next creation back after the server has created the app password. Returns a function that lets
 * it through, and returns that app password.
 */
async function delayAnswer(page: Page): Promise<() => Promise<string>> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let done: (password: string) => void = () => undefined;
  const password = new Promise<string>((resolve) => (done = resolve));
  let held = false;
  await page.route(ENDPOINT, async (route) => {
    if (held || route.request().method() !== "POST") {
      await route.fallback();
      return;
    }
    held = true;
    const response = await route.fetch();
    const created = (await response.json()) as { password: string };
    await released;
    // The page has cancelled the request.
    await route.fulfill({ response }).catch(() => undefined);
    done(created.password);
  });
  return () => {
    release();
    return password;
  };
}
