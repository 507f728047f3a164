import { admin, impersonate } from "./support/admin";
import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { createProvider, REALM, setPolicy, STRICT_REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { totp } from "./support/totp";
import { appPasswordsOf, createUser } from "./support/users";

test("a user without a second factor sets one up first and then continues", async ({ page }) => {
  const app = await new AppPasswords(page, await createUser(STRICT_REALM)).open();
  await expect(page.getByTestId("app-passwords/notice/second_factor_required")).toBeVisible();
  await look(page, "second-factor-required");
  await app.button("appPasswordsSetUpSecondFactor").click();

  await page.locator("#mode-manual").click();
  const secret = await page.locator("#kc-totp-secret-key").innerText();
  await page.locator("#totp").fill(totp(secret));
  await page.locator("#userLabel").fill("Phone");
  await page.locator("#saveTOTPBtn").click();

  await expect(app.name).toBeVisible();
  await expect(page).not.toHaveURL(/then=/);
  await app.name.fill("iPhone Mail");
  await app.name.press("Enter");
  await expect(app.password).toBeVisible();
});

test("at the limit, the user deletes one first", async ({ page }) => {
  const app = new AppPasswords(page, await createUser(REALM, [{ name: "One" }, { name: "Two" }]));
  await setPolicy(REALM, { "max-per-user": "2" });
  try {
    await app.open();
    await expect(page.getByTestId("app-passwords/notice/limit_reached")).toContainText(
      app.text("appPasswordsLimitReached", { max: "2" }),
    );
    await expect(app.createButton).toBeDisabled();
    await look(page, "limit-reached");
    await app.button("appPasswordsShowUnused").click();
    await expect(page.getByTestId("app-passwords/sort")).toHaveValue("unused");
    await app.choose("One", "appPasswordsDelete");
    await app.button("appPasswordsDelete").click();
    await expect(page.getByTestId("app-passwords/notice/limit_reached")).toBeHidden();
    await expect(app.createButton).toBeEnabled();
  } finally {
    await setPolicy(REALM, { "max-per-user": "25" });
  }
});

test("a limit that was reached elsewhere is explained in the dialog", async ({ page, faults }) => {
  faults.allow(/^409 POST /);
  const app = await new AppPasswords(page, await createUser(REALM, [{ name: "One" }])).open();
  await app.createButton.click();
  await app.name.fill("Two");
  await setPolicy(REALM, { "max-per-user": "1" });
  try {
    await app.name.press("Enter");
    await expect(app.dialog).toContainText(app.text("appPasswordsLimitReached", { max: "1" }));
    await look(page, "limit-reached-in-dialog");
  } finally {
    await setPolicy(REALM, { "max-per-user": "25" });
  }
});

test("existing ones can still be deleted if the feature is disabled", async ({ page }) => {
  const app = new AppPasswords(page, await createUser(REALM, [{ name: "One" }]));
  const path = `/${REALM}/authentication/required-actions/app-password-create`;
  const action = await admin<object>("GET", path);
  await admin("PUT", path, { ...action, enabled: false });
  try {
    await app.open();
    await expect(page.getByTestId("app-passwords/notice/disabled")).toBeVisible();
    await look(page, "disabled");
    await app.choose("One", "appPasswordsDelete");
    await app.button("appPasswordsDelete").click();
    await expect(page.getByTestId("app-passwords/empty")).toBeVisible();
    await expect(app.createButton).toHaveCount(0);
  } finally {
    await admin("PUT", path, action);
  }
});

test("the policy limits the lifetimes", async ({ page }) => {
  const app = new AppPasswords(page, await createUser(REALM));
  await setPolicy(REALM, { "lifetime-max-days": "60", "lifetime-default-days": "30" });
  try {
    await app.open();
    await app.createButton.click();
    const lifetime = app.dialog.getByLabel(app.text("appPasswordLifetime"));
    await expect(lifetime).toHaveValue("30");
    expect(await lifetime.getByRole("option").allInnerTexts()).toEqual(["7 days", "30 days", "60 days"]);
  } finally {
    await setPolicy(REALM, { "lifetime-max-days": "0", "lifetime-default-days": "0" });
  }
});

test("a sign-in through a provider that does not report the time is explained", async ({ page }) => {
  const person = await createUser(REALM, [{ name: "One" }]);
  const provider = await createProvider(REALM, STRICT_REALM);
  const there = await createUser(STRICT_REALM);
  await admin("POST", `/${REALM}/users/${person.id}/federated-identity/${provider}`, {
    userId: there.id,
    userName: there.username,
  });
  const app = new AppPasswords(page, person);
  await page.goto(app.address);
  await page.locator(`#social-${provider}`).click();
  await new AppPasswords(page, there).signIn();
  await expect(page.getByTestId("app-passwords/notice/sign_in_time_unknown")).toContainText(
    app.text("appPasswordUnavailable_sign_in_time_unknown"),
  );
  await expect(app.createButton).toBeDisabled();
  await look(page, "sign-in-time-unknown");
});

test("an administrator who impersonates the user can delete but not create", async ({ page }) => {
  const person = await createUser(REALM, [{ name: "One" }, { name: "Two" }]);
  const app = new AppPasswords(page, person);
  await impersonate(page, person);
  await page.goto(app.address);
  await expect(page.getByTestId("app-passwords/notice/impersonated")).toContainText(
    app.text("appPasswordUnavailable_impersonated"),
  );
  await expect(app.createButton).toBeDisabled();
  await look(page, "impersonated");
  await page.getByRole("button", { name: app.text("appPasswordsActions", { name: "One" }) }).click();
  const replace = app.menuItem("appPasswordsReplace");
  await expect(replace).toBeDisabled();
  await expect(replace).toContainText(app.text("appPasswordUnavailable_impersonated"));
  await page.keyboard.press("Escape");
  await app.choose("One", "appPasswordsDelete");
  await app.button("appPasswordsDelete").click();
  await expect(app.entries).toHaveCount(1);
  expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toEqual(["Two"]);
});
