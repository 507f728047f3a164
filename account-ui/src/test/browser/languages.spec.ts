import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { press } from "./support/press";
import { expectEverythingInReach } from "./support/reach";
import { REALM } from "./support/realms";
import { authorizationUrl } from "./support/session";
import { expect, test } from "./support/test";
import { createUser, DAY, worksFor } from "./support/users";

const now = Date.now();

const SEEDS = [
  { name: "iPhone", clients: ["dovecot"], createdAt: now - 40 * DAY, lastUsedAt: now - 3 * 60 * 60 * 1000 },
  { name: "Thunderbird", createdAt: now - 90 * DAY, expiresAt: now + 3 * DAY },
];

/** The headings of the console's page and of the sign-in page's form, by language. Translators may change them here, too. */
const HEADINGS = {
  ar: ["كلمات مرور التطبيقات", "إنشاء كلمة مرور تطبيق"],
  de: ["App-Passwörter", "App-Passwort erstellen"],
  en: ["App passwords", "Create an app password"],
  es: ["Contraseñas de aplicación", "Crear una contraseña de aplicación"],
  fr: ["Mots de passe d’application", "Créer un mot de passe d’application"],
  it: ["Password per le app", "Crea una password per le app"],
  ja: ["アプリパスワード", "アプリパスワードの作成"],
  ko: ["앱 비밀번호", "앱 비밀번호 만들기"],
  nl: ["App-wachtwoorden", "App-wachtwoord aanmaken"],
  pl: ["Hasła do aplikacji", "Utwórz hasło do aplikacji"],
  "pt-BR": ["Senhas de app", "Criar uma senha de app"],
  uk: ["Паролі застосунків", "Створити пароль застосунку"],
  "zh-CN": ["应用专用密码", "创建应用专用密码"],
  "zh-TW": ["應用程式密碼", "建立應用程式密碼"],
} as const;

test.describe("on a narrow phone", { tag: "@phone" }, () => {
  test.use({ viewport: { width: 320, height: 568 } });

  for (const [locale, [heading, form]] of Object.entries(HEADINGS)) {
    test(`everything is in reach in ${locale}`, async ({ page }) => {
      const person = await createUser(REALM, SEEDS, locale);
      const app = await new AppPasswords(page, person, locale.replace("-", "_")).open();
      await expect(page.getByTestId("page-heading")).toHaveText(heading);
      await expect(app.entries).toHaveCount(SEEDS.length);
      await expectEverythingInReach(page, "list");
      await app.choose("Thunderbird", "appPasswordsDelete");
      await expectEverythingInReach(page, "delete");
      await press(app.button("appPasswordsCancel"));
      await press(app.createButton);
      await app.onlyTheseServices.check();
      await app.name.press("Enter");
      await expect(app.dialog.getByText(app.text("appPasswordErrorNameMissing"))).toBeVisible();
      await expectEverythingInReach(page, "create");
      await app.dialog.getByRole("radio", { name: app.text("appPasswordServicesAll") }).check();
      await app.name.fill("Outlook");
      await app.name.press("Enter");
      await expect(app.password).toBeVisible();
      await expectEverythingInReach(page, "secret");
      await press(app.button("appPasswordDone"));
      await expect(app.dialog.getByText(app.text("appPasswordsNotCopied"))).toBeVisible();
      await expectEverythingInReach(page, "not copied");
      await press(app.button("appPasswordsCloseAnyway"));
      await expect(app.entries).toHaveCount(SEEDS.length + 1);

      await page.goto(authorizationUrl(REALM, "app-password-create"));
      await expect(page.locator("#kc-page-title")).toHaveText(form);
      await expectEverythingInReach(page, "the form of the sign-in pages");
      await page.locator("#name").fill("Android");
      await press(page.locator("button[name=create]"));
      await expect(page.locator("#kc-page-title")).toHaveText(app.text("appPasswordShowTitle"));
      await expectEverythingInReach(page, "the app password on the sign-in pages");
    });
  }
});

test("the page in Japanese", { tag: "@desktop" }, async ({ page }) => {
  const person = await createUser(REALM, SEEDS, "ja");
  const app = await new AppPasswords(page, person, "ja").open();
  await expect(page.getByTestId("page-heading")).toHaveText("アプリパスワード");
  await expect(app.entry("iPhone")).toContainText("3 時間前");
  await look(page, "list-ja");
  await press(app.createButton);
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
  await press(app.button("appPasswordsDelete"));
  await app.expectAnnouncement("appPasswordsDeleted", { name: "会社のメール" });
  expect(await worksFor(person, password)).toBe(false);
});

test("the page in Arabic, from right to left", { tag: "@desktop" }, async ({ page }) => {
  const person = await createUser(REALM, SEEDS, "ar");
  const app = await new AppPasswords(page, person, "ar").open();
  await expect(app.entries).toHaveCount(2);
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  const heading = await app.entries.first().getByRole("heading").boundingBox();
  const menu = await app.entries.first().getByRole("button").boundingBox();
  expect(heading?.x).toBeGreaterThan(menu?.x ?? Infinity);
  await look(page, "list-ar");
  await press(page.getByTestId("app-passwords/create"));
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
