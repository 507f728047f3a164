import { AppPasswords } from "./support/AppPasswords";
import { ConsoleMenu } from "./support/ConsoleMenu";
import { look } from "./support/look";
import { isPhone, press } from "./support/press";
import { REALM, setPolicy } from "./support/realms";
import { expect, test } from "./support/test";
import { appPasswordsOf, createUser, DAY, deleteElsewhere, worksFor, type Seed } from "./support/users";

const SHAPE = /^([a-z]{4}-){5}[a-z]{4}$/;

const now = Date.now();

const THREE: Seed[] = [
  {
    name: "iPhone Mail",
    clients: ["dovecot", "postfix"],
    createdAt: now - 40 * DAY,
    lastUsedAt: now - 3 * 60 * 60 * 1000,
    lastUsedFrom: "203.0.113.7",
    lastUsedClient: "dovecot",
  },
  {
    name: "Thunderbird at work",
    createdAt: now - 300 * DAY,
    expiresAt: now + 3 * DAY,
    lastUsedAt: now - 5 * DAY,
  },
  { name: "Old printer", clients: ["postfix"], createdAt: now - 400 * DAY, expiresAt: now - 10 * DAY },
];

test.describe("a user without app passwords", () => {
  test("reads what they are for, creates one and signs in a mail program with it", async ({
    page,
    context,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const person = await createUser(REALM);
    const app = new AppPasswords(page, person);
    await page.goto(app.address);
    await app.signIn();
    await expect(page.getByText(app.text("appPasswordsEmptyTitle"))).toBeVisible();
    await look(page, "empty");

    await press(app.createButton);
    await expect(app.name).toBeFocused();
    await look(page, "create");
    await press(app.dialog.getByRole("button", { name: "Create", exact: true }));
    await expect(app.dialog.getByText(app.text("appPasswordErrorNameMissing"))).toBeVisible();
    await app.name.fill("iPhone Mail");
    await app.onlyTheseServices.check();
    await app.name.press("Enter");
    await expect(app.dialog.getByText(app.text("appPasswordErrorNoService"))).toBeVisible();
    await look(page, "create-without-service");
    await app.chooseServices("Mail");
    await app.dialog.getByLabel(app.text("appPasswordLifetime")).selectOption({ label: "90 days" });
    await app.name.press("Enter");

    await expect(app.password).toHaveText(SHAPE);
    const password = await app.password.innerText();
    await expect(app.dialog.locator("#app-password-username")).toHaveText(person.username);
    await look(page, "secret");

    await press(app.button("appPasswordCopy"));
    await expect(
      app.dialog.getByRole("status").filter({ hasText: app.text("appPasswordCopied") }),
    ).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(password.replaceAll("-", ""));
    await press(app.button("appPasswordsCopyUsername"));
    await expect(
      app.dialog.getByRole("status").filter({ hasText: app.text("appPasswordsUsernameCopied") }),
    ).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(person.username);
    if (isPhone()) {
      // Its camera cannot see its own screen.
      await expect(app.button("appPasswordsShowQr")).toHaveCount(0);
    } else {
      await press(app.button("appPasswordsShowQr"));
      await expect(app.dialog.getByRole("img", { name: app.text("appPasswordsQrLabel") })).toBeVisible();
      await look(page, "qr-code");
    }
    await app.done();

    await expect(app.entry("iPhone Mail")).toContainText("ServicesMail");
    await expect(app.entry("iPhone Mail")).not.toContainText("IMAP");
    await expect(app.entry("iPhone Mail")).toContainText(app.text("appPasswordsBadgeNeverUsed"));
    expect(await worksFor(person, password)).toBe(true);
    expect(await worksFor(person, password, "postfix")).toBe(true);
    expect(await worksFor(person, password, "radicale")).toBe(false);
  });

  test(
    "cannot find the app password anywhere after the dialog is closed",
    { tag: "@desktop" },
    async ({ page }) => {
      const logged: string[] = [];
      page.on("console", (message) => logged.push(message.text()));
      const app = await new AppPasswords(page, await createUser(REALM)).open();
      const shown = await app.create("iPhone Mail");
      const letters = shown.replaceAll("-", "");

      for (const text of [...(await app.browserState()), ...logged]) {
        expect(text).not.toContain(letters);
        expect(text).not.toContain(shown);
      }
      await page.keyboard.press("Escape");
      await expect(app.password).toHaveText(shown);
      await app.done();
      for (const text of [...(await app.browserState()), ...logged, await page.content()]) {
        expect(text).not.toContain(letters);
        expect(text).not.toContain(shown);
      }
      await page.reload();
      await expect(app.entry("iPhone Mail")).toBeVisible();
      expect(await page.content()).not.toContain(letters);
    },
  );

  test("gets the text selected if the browser denies access to the clipboard", async ({ page, context }) => {
    await context.clearPermissions();
    await page.addInitScript(() =>
      Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true }),
    );
    const app = await new AppPasswords(page, await createUser(REALM)).open();
    const shown = await app.create("iPhone Mail");
    await press(app.button("appPasswordCopy"));
    await expect(app.dialog.getByText(app.text("appPasswordsCopyFailed"))).toBeVisible();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(shown);
    await look(page, "copy-failed");
  });

  test(
    "loads the page with one request, and creates one by keyboard",
    { tag: "@desktop" },
    async ({ page }) => {
      const requests: string[] = [];
      const app = await new AppPasswords(page, await createUser(REALM)).open();
      await expect(app.createButton).toBeVisible();
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (
          pathname.startsWith("/realms/") &&
          request.resourceType() === "fetch" &&
          !pathname.includes("/protocol/")
        ) {
          requests.push(`${request.method()} ${request.url()}`);
        }
      });
      await page.reload();
      await expect(app.createButton).toBeVisible();
      expect(requests).toHaveLength(1);

      await app.tabTo(app.createButton);
      await page.keyboard.press("Enter");
      await expect(app.name).toBeFocused();
      await page.keyboard.type("Keyboard");
      await page.keyboard.press("Enter");
      await expect(app.password).toBeVisible();
      await expect(app.button("appPasswordCopy")).toBeFocused();
      await app.tabTo(app.button("appPasswordDone"));
      await page.keyboard.press("Enter");
      await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toBeFocused();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await expect(app.button("appPasswordsCloseAnyway")).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(app.entry("Keyboard")).toBeVisible();
    },
  );
});

test.describe("a user with app passwords", () => {
  test("sees services, dates, badges, and the last use", async ({ page }) => {
    const app = await new AppPasswords(page, await createUser(REALM, THREE)).open();
    await expect(app.entries).toHaveCount(3);
    const iphone = app.entry("iPhone Mail");
    await expect(iphone).toContainText("ServicesMail");
    await expect(iphone).toContainText("3 hours ago");
    await expect(app.entry("Thunderbird at work")).toContainText(
      app.text("appPasswordsBadgeExpires", { when: "in 3 days" }),
    );
    await expect(app.entry("Thunderbird at work")).toContainText(app.text("appPasswordsAllServices"));
    await expect(app.entry("Old printer")).toContainText(app.text("appPasswordsBadgeExpired"));
    await expect(app.entry("Old printer")).toContainText(app.text("appPasswordsBadgeNeverUsed"));
    await expect(app.entry("Old printer")).toContainText(app.text("appPasswordWarningExpiredText"));
    await expect(app.entry("Old printer").locator("dt").last()).toHaveText(
      app.text("appPasswordsBadgeExpired"),
    );
    const lastUsed = iphone.locator("dd").nth(2);
    await expect(lastUsed).toContainText("203.0.113.7");
    await expect(lastUsed).toContainText("Mail (IMAP)");
    await expect(lastUsed).toContainText(String(new Date(now - 3 * 60 * 60 * 1000).getFullYear()));
    await expect(page.getByText(app.text("appPasswordsLastUsedHint"))).toBeVisible();
    await expect(page.getByRole("textbox", { name: app.text("appPasswordsFilter") })).toHaveCount(0);
    await look(page, "list");
  });

  test("sorts, and filters eight or more entries", async ({ page }) => {
    const seeds = Array.from({ length: 8 }, (_each, index) => ({
      name: `Device ${index + 1}`,
      createdAt: now - (index + 1) * DAY,
      clients: index === 4 ? ["postfix"] : ["dovecot"],
    }));
    const app = await new AppPasswords(page, await createUser(REALM, seeds)).open();
    await expect(app.entries).toHaveCount(8);
    expect((await app.names)[0]).toBe("Device 1");
    await page.getByTestId("app-passwords/sort").selectOption("name");
    expect(await app.names).toEqual(seeds.map(({ name }) => name));

    const filter = page.getByRole("textbox", { name: app.text("appPasswordsFilter") });
    await filter.fill("smtp");
    await expect(app.entries).toHaveCount(1);
    await expect(page.getByTestId("app-passwords/shown")).toHaveText(
      app.text("appPasswordsFilterResult", { shown: "1", total: "8" }),
    );
    await look(page, "filtered");
    await filter.fill("nothing");
    await expect(page.getByTestId("app-passwords/no-match")).toBeVisible();
    await look(page, "no-match");
    await press(page.getByRole("button", { name: app.text("appPasswordsFilterClear") }));
    await expect(app.entries).toHaveCount(8);
  });

  test("sees which one cannot be used, and can delete or rename it but not replace it", async ({ page }) => {
    const person = await createUser(REALM, [
      { name: "From a newer version", clients: ["dovecot"], schemaVersion: 2 },
      { name: "iPhone", clients: ["dovecot"] },
    ]);
    const app = await new AppPasswords(page, person).open();
    const unreadable = app.entry("From a newer version");
    const label = unreadable.getByText(app.text("appPasswordWarningUnreadableTitle"));
    await expect(label).toBeVisible();
    await expect(unreadable.locator("dd").first()).toHaveText(app.text("appPasswordsUnknown"));
    await expect(app.entry("iPhone")).not.toContainText(app.text("appPasswordWarningUnreadableTitle"));
    await expect(unreadable).toContainText(app.text("appPasswordWarningUnreadableText"));
    await look(page, "unreadable");

    await press(app.actions("From a newer version"));
    const replace = app.menuItem("appPasswordsReplace");
    await expect(replace).toBeDisabled();
    await expect(replace).toContainText(app.text("appPasswordWarningUnreadableTitle"));
    await page.keyboard.press("Escape");
    await app.choose("From a newer version", "appPasswordsDelete");
    await press(app.button("appPasswordsDelete"));
    await app.expectAnnouncement("appPasswordsDeleted", { name: "From a newer version" });
    expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toEqual(["iPhone"]);
  });

  test("renames one in place", async ({ page }) => {
    const person = await createUser(REALM, THREE);
    const app = await new AppPasswords(page, person).open();
    await app.choose("iPhone Mail", "appPasswordsRename");
    const field = page.getByRole("textbox", {
      name: app.text("appPasswordsRenameLabel", { name: "iPhone Mail" }),
    });
    await expect(field).toBeFocused();
    await field.fill("old PRINTER");
    await expect(
      page.getByText(app.text("appPasswordsErrorNameTaken", { name: "old PRINTER" })),
    ).toBeVisible();
    await look(page, "rename");
    await page.keyboard.press("Escape");
    await expect(app.entry("iPhone Mail")).toBeVisible();
    await expect(app.actions("iPhone Mail")).toBeFocused();

    await app.choose("iPhone Mail", "appPasswordsRename");
    await field.fill("iPad Mail");
    await page.keyboard.press("Enter");
    await app.expectAnnouncement("appPasswordsRenamed", { name: "iPad Mail" });
    await expect(app.entry("iPad Mail")).toBeVisible();
    await expect(app.actions("iPad Mail")).toBeFocused();
    expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toContain("iPad Mail");
  });

  test("deletes one after confirming its name", async ({ page }) => {
    const person = await createUser(REALM, THREE);
    const app = await new AppPasswords(page, person).open();
    await app.choose("Old printer", "appPasswordsDelete");
    await expect(app.dialog.getByRole("heading")).toContainText(
      app.text("appPasswordsDeleteTitle", { name: "Old printer" }),
    );
    await expect(app.dialog).toContainText(app.text("appPasswordsNever"));
    await look(page, "delete");
    await press(app.button("appPasswordsCancel"));
    expect(await appPasswordsOf(person)).toHaveLength(3);

    await app.choose("Old printer", "appPasswordsDelete");
    await press(app.button("appPasswordsDelete"));
    await app.expectAnnouncement("appPasswordsDeleted", { name: "Old printer" });
    await expect(app.entries).toHaveCount(2);
    expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).not.toContain("Old printer");
  });

  test("deletes all, after reading how many", async ({ page }) => {
    const person = await createUser(REALM, THREE);
    const app = await new AppPasswords(page, person).open();
    await press(app.button("appPasswordsDeleteAll"));
    await expect(app.dialog.getByRole("heading")).toContainText(
      app.text("appPasswordsDeleteAllTitle", { number: "3" }),
    );
    await look(page, "delete-all");
    await press(app.dialog.getByRole("button", { name: app.text("appPasswordsDeleteAll") }));
    await app.expectAnnouncement("appPasswordsDeletedAll");
    await expect(page.getByTestId("app-passwords/empty")).toBeVisible();
    expect(await appPasswordsOf(person)).toHaveLength(0);
  });

  test("replaces one: creates the new one, deletes the old one, and takes over its name", async ({
    page,
  }) => {
    const person = await createUser(REALM, THREE);
    const app = await new AppPasswords(page, person).open();
    await app.choose("iPhone Mail", "appPasswordsReplace");
    await expect(app.name).toHaveValue("iPhone Mail 2");
    await look(page, "replace");
    await press(app.dialog.getByRole("button", { name: "Create", exact: true }));
    await expect(app.password).toHaveText(SHAPE);
    const password = await app.password.innerText();
    expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toEqual(
      expect.arrayContaining(["iPhone Mail", "iPhone Mail 2"]),
    );
    expect(await worksFor(person, password, "postfix")).toBe(true);
    expect(await worksFor(person, password, "ldap-bridge")).toBe(false);
    await expect(app.firstUse).toContainText(app.text("appPasswordsWorksWith", { service: "Mail (SMTP)" }));
    await expect(app.password).toHaveText(password);
    await look(page, "replace-works");
    // The app password was used, so there is no question whether it was copied.
    await press(app.button("appPasswordsReplaceDelete"));
    await expect(app.dialog).toContainText(app.text("appPasswordsReplaceNameTitle"));
    await look(page, "replace-name");
    await press(app.button("appPasswordsReplaceNameUse"));
    await app.expectAnnouncement("appPasswordsRenamed", { name: "iPhone Mail" });
    await expect(app.entries).toHaveCount(3);
    await expect(app.entry("iPhone Mail")).toBeVisible();
    expect(await worksFor(person, password)).toBe(true);
  });

  test("keeps both until the new one has been tried", { tag: "@desktop" }, async ({ page }) => {
    const person = await createUser(REALM, THREE);
    const app = await new AppPasswords(page, person).open();
    await app.choose("iPhone Mail", "appPasswordsReplace");
    await press(app.dialog.getByRole("button", { name: "Create", exact: true }));
    await app.finish("appPasswordsReplaceKeep");
    await expect(app.entries).toHaveCount(4);
    expect(await appPasswordsOf(person)).toHaveLength(4);
  });
});

test.describe("while the page is open", () => {
  test("an entry that was deleted elsewhere disappears at the next action", async ({ page, faults }) => {
    faults.allow(/^404 (DELETE|PATCH) /);
    const person = await createUser(REALM, THREE);
    const app = await new AppPasswords(page, person).open();
    await expect(app.entries).toHaveCount(3);
    await deleteElsewhere(person, "Old printer");
    await app.choose("Old printer", "appPasswordsDelete");
    await press(app.button("appPasswordsDelete"));
    await app.expectAnnouncement("appPasswordsGone", { name: "Old printer" });
    await expect(app.entries).toHaveCount(2);

    await deleteElsewhere(person, "iPhone Mail");
    await app.choose("iPhone Mail", "appPasswordsRename");
    await page.keyboard.type("iPad");
    await page.keyboard.press("Enter");
    await app.expectAnnouncement("appPasswordsGone", { name: "iPhone Mail" });
    await expect(app.entries).toHaveCount(1);
  });

  test("the connection is lost and restored", async ({ page, context, faults }) => {
    faults.allow(/^net::ERR_INTERNET_DISCONNECTED /);
    const app = await new AppPasswords(page, await createUser(REALM, THREE)).open();
    await expect(app.entries).toHaveCount(3);
    await context.setOffline(true);
    await app.choose("Old printer", "appPasswordsDelete");
    await press(app.button("appPasswordsDelete"));
    await app.expectAnnouncement("appPasswordsProblemUnreachable");
    await expect(app.entries).toHaveCount(3);
    await press(app.createButton);
    await app.name.fill("iPad");
    await app.name.press("Enter");
    await expect(app.dialog.getByText(app.text("appPasswordsProblemUnreachable"))).toBeVisible();
    await look(page, "create-offline");
    await context.setOffline(false);
    await press(app.dialog.getByRole("button", { name: "Create", exact: true }));
    await expect(app.password).toBeVisible();
    await app.done();
    await expect(app.entries).toHaveCount(4);
  });

  test("an unreachable server is reported, and the page loads by itself when it is back", async ({
    page,
    context,
    faults,
  }) => {
    faults.allow(/^net::ERR_INTERNET_DISCONNECTED /);
    const app = await new AppPasswords(page, await createUser(REALM, THREE)).open();
    const menu = new ConsoleMenu(page);
    await expect(app.entries).toHaveCount(3);
    await menu.open("account-security/signing-in");
    await expect(page.getByTestId("password/title")).toBeVisible();
    await context.setOffline(true);
    await menu.open("app-passwords");
    await expect(page.getByText(app.text("appPasswordsOfflineTitle"))).toBeVisible();
    await look(page, "offline");
    await context.setOffline(false);
    await expect(app.entries).toHaveCount(3);
  });

  test("the user can retry after an error of the server", async ({ page, faults }) => {
    faults.allow(/^503 GET /);
    const app = new AppPasswords(page, await createUser(REALM, THREE));
    await page.route("**/realms/*/app-passwords", (route) =>
      route.request().resourceType() === "document" ? route.fallback() : route.fulfill({ status: 503 }),
    );
    await app.open();
    await expect(page.getByText(app.text("appPasswordsErrorTitle"))).toBeVisible();
    await look(page, "server-error");
    await page.unroute("**/realms/*/app-passwords");
    await press(app.button("appPasswordsRetry"));
    await expect(app.entries).toHaveCount(3);
  });

  test("the page shows that it is loading", async ({ page }) => {
    const app = new AppPasswords(page, await createUser(REALM, THREE));
    let answer: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/realms/*/app-passwords", async (route) => {
      await wait;
      await route.fallback();
    });
    await app.open();
    await expect(page.getByRole("progressbar", { name: app.text("appPasswordsLoading") })).toBeVisible();
    await look(page, "loading");
    answer();
    await expect(app.entries).toHaveCount(3);
  });

  test("if the sign-in has become too old, the user signs in again and continues with the same draft", async ({
    page,
    faults,
  }) => {
    faults.allow(/^401 POST /);
    const app = await new AppPasswords(page, await createUser(REALM, THREE)).open();
    await expect(app.entries).toHaveCount(3);
    await press(app.createButton);
    await app.name.fill("iPad Mail");
    await app.chooseServices("Mail");
    await setPolicy(REALM, { max_auth_age: "1" });
    try {
      await page.waitForTimeout(2_000);
      await app.name.press("Enter");
      await expect(app.dialog.getByTestId("app-passwords/notice/reauthentication_required")).toBeVisible();
      await look(page, "sign-in-again");
    } finally {
      await setPolicy(REALM, { max_auth_age: "300" });
    }
    await press(app.button("appPasswordsSignInAgain"));
    await app.signIn();
    await expect(app.name).toHaveValue("iPad Mail");
    await expect(app.onlyTheseServices).toBeChecked();
    await expect(app.dialog.getByRole("checkbox", { name: "Mail", exact: true })).toBeChecked();
    await expect(app.dialog.getByRole("checkbox", { name: "Mail (campus)" })).not.toBeChecked();
    await expect(page).toHaveURL(/\/account\/app-passwords$/);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await app.name.press("Enter");
    await expect(app.password).toHaveText(SHAPE);
  });

  test(
    "if the sign-in was too old before, Create leads through a new one and back",
    {
      tag: "@desktop",
    },
    async ({ page }) => {
      const app = await new AppPasswords(page, await createUser(REALM, THREE)).open();
      await expect(app.entries).toHaveCount(3);
      await setPolicy(REALM, { max_auth_age: "1" });
      try {
        await page.waitForTimeout(2_000);
        await page.reload();
        await expect(app.createButton).toBeEnabled();
        await expect(page.getByTestId("app-passwords/notice/reauthentication_required")).toHaveCount(0);
      } finally {
        await setPolicy(REALM, { max_auth_age: "300" });
      }
      await press(app.createButton);
      await app.signIn();
      await expect(app.dialog).toContainText(app.text("appPasswordCreateTitle"));
    },
  );
});
