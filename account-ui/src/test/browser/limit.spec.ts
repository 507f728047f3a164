import { admin } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { REALM, setPolicy } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser, DAY, worksFor, type Seed } from "./support/users";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const now = Date.now();

/** One of them has expired and does not count towards the limit. */
const SEEDS: Seed[] = [
  { name: "iPhone", createdAt: now - 300 * DAY, lastUsedAt: now - DAY },
  { name: "Old printer", createdAt: now - 100 * DAY },
  { name: "Old tablet", createdAt: now - 200 * DAY, lastUsedAt: now - 120 * DAY },
  { name: "Old laptop", createdAt: now - 400 * DAY, expiresAt: now - 10 * DAY },
];

for (const [locale, device, options] of [
  ["en", "desktop", DESKTOP],
  ["en", "phone", PHONE],
  ["ja", "phone", PHONE],
  ["ar", "desktop", DESKTOP],
] as const) {
  test.describe(`in ${locale} on a ${device}`, () => {
    test.use(options);

    test("at the limit, one click shows what was not used for long", async ({ page }) => {
      const app = new AppPasswords(page, await createUser(REALM, SEEDS, locale), locale);
      await setPolicy(REALM, { "max-per-user": "3" });
      try {
        await app.open();
        const [days = "", two = "", four = ""] = await page.evaluate(
          (language) => [90, 2, 4].map((number) => new Intl.NumberFormat(language).format(number)),
          locale,
        );
        const notice = page.getByTestId("app-passwords/notice/limit_reached");
        await expect(notice).toContainText(app.text("appPasswordsLimitUnused", { days, number: two }));
        await expect(app.createButton).toBeDisabled();
        const unusedOnly = page.getByRole("checkbox", {
          name: app.text("appPasswordsFilterUnused", { days }),
        });
        await expect(unusedOnly).not.toBeChecked();
        await look(page, `limit-${locale}-on-a-${device}`);

        await app.button("appPasswordsShowUnusedOnly").click();
        await expect(unusedOnly).toBeChecked();
        await expect(app.entries).toHaveCount(2);
        expect(await app.names).toEqual(["Old tablet", "Old printer"]);
        await expect(page.getByTestId("app-passwords/shown")).toHaveText(
          app.text("appPasswordsFilterResult", { shown: two, total: four }),
        );
        await look(page, `limit-unused-${locale}-on-a-${device}`);

        await app.choose("Old tablet", "appPasswordsDelete");
        await app.button("appPasswordsDelete").click();
        await expect(notice).toBeHidden();
        await expect(app.createButton).toBeEnabled();
        await expect(app.entries).toHaveCount(1);
        await app.choose("Old printer", "appPasswordsDelete");
        await app.button("appPasswordsDelete").click();
        await expect(page.getByTestId("app-passwords/no-match")).toHaveText(
          app.text("appPasswordsFilterUnusedNone", { days }),
        );
        await unusedOnly.uncheck();
        await expect(app.entries).toHaveCount(2);
        await expect(unusedOnly).toBeFocused();
      } finally {
        await setPolicy(REALM, { "max-per-user": "25" });
      }
    });
  });
}

test("a new one is shown although the list had only those that were not used for long", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(REALM, SEEDS)).open();
  await page.getByRole("checkbox").check();
  await expect(app.entries).toHaveCount(2);
  await app.create("iPad");
  await app.done();
  await expect(app.entry("iPad")).toBeVisible();
  await expect(app.entries).toHaveCount(5);
});

test("a search stays visible while entries are deleted", async ({ page }) => {
  const seeds = Array.from({ length: 8 }, (_each, index) => ({ name: `Device ${index + 1}` }));
  const app = await new AppPasswords(page, await createUser(REALM, seeds)).open();
  await page.getByRole("textbox", { name: app.text("appPasswordsFilter") }).fill("device 3");
  await app.choose("Device 3", "appPasswordsDelete");
  await app.button("appPasswordsDelete").click();
  await expect(page.getByTestId("app-passwords/no-match")).toBeVisible();
  await page.getByRole("button", { name: app.text("appPasswordsFilterClear") }).click();
  await expect(app.entries).toHaveCount(7);
  await expect(page.getByRole("textbox", { name: app.text("appPasswordsFilter") })).toHaveCount(0);
});

for (const [device, options] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test.describe(`on a ${device}`, () => {
    test.use(options);

    test("if new ones are turned off, the user reads that the others keep working", async ({ page }) => {
      const person = await createUser(REALM);
      const app = await new AppPasswords(page, person).open();
      const password = await app.create("iPhone");
      await app.done();
      const path = `/${REALM}/authentication/required-actions/app-password-create`;
      const action = await admin<object>("GET", path);
      await admin("PUT", path, { ...action, enabled: false });
      try {
        await page.reload();
        const notice = page.getByTestId("app-passwords/notice/disabled");
        await expect(notice).toContainText(app.text("appPasswordUnavailable_disabled"));
        await expect(notice).toContainText("Yours keep working.");
        await expect(notice).toBeInViewport();
        await expect(app.createButton).toBeDisabled();
        expect(await worksFor(person, password)).toBe(true);
      } finally {
        await admin("PUT", path, action);
      }
    });
  });
}
