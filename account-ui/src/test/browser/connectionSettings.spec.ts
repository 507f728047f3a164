import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { AppPasswords } from "./support/AppPasswords";
import { describeConnections } from "./support/connections";
import { look } from "./support/look";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser } from "./support/users";

const CONNECTIONS = {
  dovecot: {
    "imap.host": "imap.mail.example.org",
    "caldav.host": "dav.example.org",
    "caldav.path": "/calendars/{username}/",
  },
  postfix: { "smtp.host": "smtp.mail.example.org", "smtp.port": "2587", "smtp.security": "starttls" },
  "ldap-bridge": {
    "ldap.host": "ldap.example.org",
    "ldap.security": "none",
    "ldap.username": "uid={username},ou=people,dc=example,dc=org",
    // A second connection with the same protocol.
    "imap.host": "archive.mail.example.org",
    "imap.security": "starttls",
  },
};

test.describe("connection settings", () => {
  test.beforeAll(() => describeConnections(REALM, CONNECTIONS));
  test.afterAll(() => describeConnections(REALM, {}));

  test("are shown below the app password, collapsed at first", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const person = await createUser(REALM);
    const app = await new AppPasswords(page, person).open();
    await app.create("iPhone");
    await expect(app.dialog.getByText("imap.mail.example.org")).toBeHidden();
    await look(page, "set-up");

    await app.settingsToggle.focus();
    await page.keyboard.press("Enter");
    await expect(app.settingsToggle).toBeFocused();
    await expect(app.settings("Incoming mail (IMAP): Mail (IMAP)")).toBeVisible();
    expect(await linesOf(app.settings("Incoming mail (IMAP): Mail (IMAP)"))).toEqual({
      Server: "imap.mail.example.org",
      Port: "993",
      Encryption: "SSL/TLS",
      Username: person.username,
    });
    expect(await linesOf(app.settings("Calendar (CalDAV)"))).toEqual({
      Address: `https://dav.example.org/calendars/${person.username}/`,
      Username: person.username,
    });
    expect(await linesOf(app.settings("Outgoing mail (SMTP)"))).toEqual({
      Server: "smtp.mail.example.org",
      Port: "2587",
      Encryption: "STARTTLS",
      Username: person.username,
    });
    expect(await linesOf(app.settings("Directory (LDAP)"))).toEqual({
      Server: "ldap.example.org",
      Port: "389",
      Encryption: "None",
      Username: `uid=${person.username},ou=people,dc=example,dc=org`,
    });
    await expect(app.settings("Incoming mail (IMAP): Directory (LDAP)")).toContainText(
      "archive.mail.example.org",
    );
    await look(page, "settings");

    const copy = app.settings("Outgoing mail (SMTP)").getByRole("button", {
      name: "Copy Server: Outgoing mail (SMTP)",
    });
    await copy.focus();
    await page.keyboard.press("Enter");
    await expect(
      app
        .settings("Outgoing mail (SMTP)")
        .getByRole("status")
        .filter({ hasText: app.text("appPasswordsCopied") }),
    ).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("smtp.mail.example.org");
    await app.dialog.getByText(app.text("appPasswordSetUpThunderbird")).scrollIntoViewIfNeeded();
    await look(page, "settings-end");
  });

  test("are those of the services that the app password works for", async ({ page }) => {
    const app = await new AppPasswords(page, await createUser(REALM)).open();
    await app.createButton.click();
    await app.name.fill("Printer");
    await app.chooseServices("Mail");
    await app.name.press("Enter");
    await app.settingsToggle.click();
    await expect(app.settings("Incoming mail (IMAP)")).toBeVisible();
    await expect(app.settings("Outgoing mail (SMTP)")).toBeVisible();
    await expect(app.dialog.getByRole("region").getByRole("heading")).toHaveCount(3);
  });

  test("are in a profile for Apple's devices, which is gone after the dialog", async ({ page, faults }) => {
    faults.allow(/^net::ERR_FILE_NOT_FOUND GET blob:/);
    const logged: string[] = [];
    page.on("console", (message) => logged.push(message.text()));
    const person = await createUser(REALM);
    const app = await new AppPasswords(page, person).open();
    const shown = await app.create("iPhone");
    const letters = shown.replaceAll("-", "");

    await app.profileButton.focus();
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(download.suggestedFilename()).toBe("iPhone.mobileconfig");
    const profile = readFileSync(await download.path(), "utf8");
    const strings = await stringsOfPropertyList(page, profile);
    expect(strings).toContain("imap.mail.example.org");
    expect(strings).toContain(letters);
    await expect(app.dialog.getByText(app.text("appPasswordSetUpAppleHint_mail_calendar"))).toBeVisible();
    expect(await typeAt(page, download.url())).toBe("application/x-apple-aspen-config");

    for (const text of [...(await app.browserState()), ...logged]) {
      expect(text).not.toContain(letters);
    }
    await app.done();
    await expect(app.entry("iPhone")).toBeVisible();
    expect(await typeAt(page, download.url())).toBeUndefined();
    for (const text of [...(await app.browserState()), ...logged, await page.content()]) {
      expect(text).not.toContain(letters);
      expect(text).not.toContain(shown);
      expect(text).not.toContain("imap.mail.example.org");
    }
  });

  test("say what the profile sets up, or why there is none", async ({ page }) => {
    const dovecot = { "imap.host": "imap.mail.example.org" };
    await describeConnections(REALM, { ...CONNECTIONS, dovecot });
    try {
      const app = await new AppPasswords(page, await createUser(REALM)).open();
      await app.create("Mail");
      await expect(app.dialog.getByText(app.text("appPasswordSetUpAppleHint_mail"))).toBeVisible();
      await app.done();
      await describeConnections(REALM, { dovecot });
      await app.create("Only to read");
      await expect(app.dialog.getByText(app.text("appPasswordSetUpAppleNeedsSmtp"))).toBeVisible();
      await expect(app.profileButton).toHaveCount(0);
    } finally {
      await describeConnections(REALM, CONNECTIONS);
    }
  });

  test("are shown after a replacement", async ({ page, faults }) => {
    faults.allow(/^net::ERR_FILE_NOT_FOUND GET blob:/);
    const person = await createUser(REALM, [{ name: "iPhone", clients: ["dovecot"] }]);
    const app = await new AppPasswords(page, person).open();
    await app.choose("iPhone", "appPasswordsReplace");
    await app.dialog.getByRole("button", { name: "Create", exact: true }).click();
    const letters = (await app.password.innerText()).replaceAll("-", "");
    const [download] = await Promise.all([page.waitForEvent("download"), app.profileButton.click()]);
    expect(readFileSync(await download.path(), "utf8")).toContain(letters);
    await app.settingsToggle.click();
    await expect(app.dialog.getByText("imap.mail.example.org")).toBeVisible();
    await app.finish("appPasswordsReplaceKeep");
    await expect(app.profileButton).toHaveCount(0);
    expect(await typeAt(page, download.url())).toBeUndefined();
    expect(await page.content()).not.toContain("imap.mail.example.org");
  });

  for (const locale of ["ja", "ar"]) {
    test(`are shown in ${locale}`, async ({ page }) => {
      const person = await createUser(REALM, [], locale);
      const app = await new AppPasswords(page, person, locale).open();
      await app.create("iPhone");
      await app.settingsToggle.click();
      await expect(app.dialog.getByText("imap.mail.example.org")).toHaveCSS("direction", "ltr");
      await look(page, `settings-${locale}`);
      await app.dialog.getByText(app.text("appPasswordSetUpThunderbird")).scrollIntoViewIfNeeded();
      await look(page, `settings-end-${locale}`);
    });
  }
});

test("services without a described connection have no settings and no profile", async ({ page }) => {
  await describeConnections(REALM, {});
  const app = await new AppPasswords(page, await createUser(REALM)).open();
  await app.create("iPhone");
  await expect(app.settingsToggle).toHaveCount(0);
  await expect(app.profileButton).toHaveCount(0);
  await expect(app.dialog.getByRole("link")).toHaveCount(0);
});

/** Returns the labels and values of a connection. */
async function linesOf(settings: Locator): Promise<Record<string, string>> {
  const labels = await settings.locator("dt").allInnerTexts();
  const values = await settings.locator("dd").allInnerTexts();
  return Object.fromEntries(labels.map((label, index) => [label.trim(), values[index]?.trim() ?? ""]));
}

/** Returns every string in an XML property list. Fails if it is not a property list. */
function stringsOfPropertyList(page: Page, xml: string): Promise<string[]> {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "application/xml");
    if (parsed.querySelector("parsererror") || parsed.documentElement.nodeName !== "plist") {
      throw new Error("not a property list");
    }
    return [...parsed.querySelectorAll("string")].map(({ textContent }) => textContent);
  }, xml);
}

/** Returns the media type at a URL; none if the page cannot read the URL any more. */
function typeAt(page: Page, url: string): Promise<string | undefined> {
  return page.evaluate(
    (address) =>
      fetch(address).then(
        async (response) => (await response.blob()).type,
        () => undefined,
      ),
    url,
  );
}
