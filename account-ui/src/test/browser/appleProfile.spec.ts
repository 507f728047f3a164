import { devices } from "@playwright/test";
import { AppPasswords } from "./support/AppPasswords";
import { describeConnections } from "./support/connections";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser } from "./support/users";

const { userAgent, viewport, hasTouch, isMobile } = devices["iPhone 13"];

const IMAP = { "imap.host": "imap.mail.example.org" };
const CALENDAR = { "caldav.host": "dav.example.org", "caldav.path": "/calendars/{username}/" };
const SMTP = { "smtp.host": "smtp.mail.example.org" };

test.describe("on an iPhone", () => {
  test.use({ userAgent, viewport, hasTouch, isMobile });
  test.afterEach(() => describeConnections(REALM, {}));

  test("the profile comes first, and says what it sets up", async ({ page }) => {
    const app = await new AppPasswords(page, await createUser(REALM)).open();
    for (const [dovecot, hint] of [
      [{ ...IMAP, ...CALENDAR }, "appPasswordSetUpAppleHint_mail_calendar"],
      [IMAP, "appPasswordSetUpAppleHint_mail"],
    ] as const) {
      await describeConnections(REALM, { dovecot, postfix: SMTP });
      await app.create(hint);
      await expect(app.profileButton).toBeInViewport();
      await expect(app.dialog.getByText(app.text(hint))).toBeVisible();
      const profile = await app.profileButton.boundingBox();
      const password = await app.password.boundingBox();
      expect(profile?.y).toBeLessThan(password?.y ?? 0);
      await app.done();
    }
  });

  test("without a server for outgoing mail there is no profile, and the dialog says why", async ({
    page,
  }) => {
    await describeConnections(REALM, { dovecot: IMAP });
    const app = await new AppPasswords(page, await createUser(REALM)).open();
    await app.create("Only to read");
    await expect(app.dialog.getByText(app.text("appPasswordSetUpAppleNeedsSmtp"))).toBeVisible();
    await expect(app.profileButton).toHaveCount(0);
  });
});
