import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser, DAY, type Seed } from "./support/users";

const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

const now = Date.now();

const SEEDS: Seed[] = [
  { name: "Old printer", createdAt: now - 400 * DAY, expiresAt: now - 10 * DAY },
  { name: "Thunderbird", createdAt: now - 300 * DAY, expiresAt: now + 3 * DAY },
  { name: "Guest laptop", createdAt: now, expiresAt: now + 7 * DAY },
  { name: "iPhone", createdAt: now - 40 * DAY, expiresAt: now + 30 * DAY },
];

for (const [device, options] of Object.entries(DEVICES)) {
  test.describe(`on a ${device}`, () => {
    test.use(options);

    test("one that expires soon can be replaced at once, and a new one does not expire soon", async ({
      page,
    }) => {
      const app = await new AppPasswords(page, await createUser(REALM, SEEDS)).open();
      const soon = app.entry("Thunderbird");
      const replace = soon.getByRole("button", { name: "Replace Thunderbird", exact: true });
      await expect(soon).toContainText(app.text("appPasswordsBadgeExpires", { when: "in 3 days" }));
      await expect(replace).toBeVisible();
      for (const name of ["Guest laptop", "iPhone", "Old printer"]) {
        await expect(app.entry(name)).not.toContainText("Expires in");
        await expect(app.entry(name).getByRole("button")).toHaveCount(1);
      }
      const expired = app.entry("Old printer");
      await expect(expired).toContainText(app.text("appPasswordWarningExpiredText"));
      await expect(expired.locator("dt").last()).toHaveText(app.text("appPasswordsBadgeExpired"));
      await look(page, `expiry-on-a-${device}`);

      await replace.click();
      await expect(
        app.dialog.getByRole("heading", {
          name: app.text("appPasswordsReplaceTitle", { name: "Thunderbird" }),
        }),
      ).toBeVisible();
      await app.button("appPasswordsCancel").click();
      await expect(replace).toBeFocused();
      await replace.click();
      await app.submit.click();
      await expect(app.password).toBeVisible();
      await app.finish("appPasswordsReplaceDelete");
      await app.button("appPasswordsReplaceNameUse").click();
      await expect(app.entries).toHaveCount(4);
      await expect(replace).toHaveCount(0);
    });
  });
}

for (const locale of ["ja", "ar"]) {
  test(`one that expires soon, in ${locale}`, async ({ page }) => {
    const app = await new AppPasswords(page, await createUser(REALM, SEEDS, locale), locale).open();
    await expect(app.entry("Thunderbird").getByRole("button").first()).toHaveText(
      app.text("appPasswordsReplace"),
    );
    await look(page, `expiry-${locale}`);
  });
}
