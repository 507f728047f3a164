import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { appPasswordsOf, createUser } from "./support/users";

/** Labels in which a reader sees nothing; Keycloak's own APIs store them. */
const LABELS = ["", "   ", "\u200b\u2060", "\u3164"];

test.describe("an app password without a visible name", () => {
  for (const label of LABELS) {
    test(`is named by a text, renamed and deleted: ${JSON.stringify(label)}`, async ({ page }) => {
      const person = await createUser(REALM, [{ name: label, clients: ["dovecot"] }, { name: "Printer" }]);
      const app = await new AppPasswords(page, person).open();
      const unnamed = app.text("appPasswordUnnamed");
      await expect(app.entry(unnamed)).toContainText("Mail (IMAP)");
      if (label === "") {
        await look(page, "unnamed");
      }

      await app.choose(unnamed, "appPasswordsRename");
      const name = page.getByRole("textbox", {
        name: app.text("appPasswordsRenameLabel", { name: unnamed }),
      });
      await expect(name).toHaveValue("");
      await expect(app.button("appPasswordsSave")).toBeDisabled();
      await name.fill("Phone");
      await name.press("Enter");
      await app.expectAnnouncement("appPasswordsRenamed", { name: "Phone" });
      await expect(app.entry("Phone")).toBeVisible();
      expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toContain("Phone");
    });

    test(`is deleted: ${JSON.stringify(label)}`, async ({ page }) => {
      const person = await createUser(REALM, [{ name: label }, { name: "Printer" }]);
      const app = await new AppPasswords(page, person).open();
      const unnamed = app.text("appPasswordUnnamed");

      await app.choose(unnamed, "appPasswordsDelete");
      await expect(
        app.dialog.getByRole("heading", { name: app.text("appPasswordsDeleteTitle", { name: unnamed }) }),
      ).toBeVisible();
      await app.dialog.getByRole("button", { name: app.text("appPasswordsDelete"), exact: true }).click();
      await app.expectAnnouncement("appPasswordsDeleted", { name: unnamed });
      expect((await appPasswordsOf(person)).map(({ userLabel }) => userLabel)).toEqual(["Printer"]);
    });
  }

  test("is replaced by one with a name, which is not offered the old one", async ({ page }) => {
    const person = await createUser(REALM, [{ name: "" }]);
    const app = await new AppPasswords(page, person).open();
    const unnamed = app.text("appPasswordUnnamed");

    await app.choose(unnamed, "appPasswordsReplace");
    await expect(
      app.dialog.getByRole("heading", { name: app.text("appPasswordsReplaceTitle", { name: unnamed }) }),
    ).toBeVisible();
    await expect(app.name).toHaveValue("");
    await app.name.fill("Phone");
    await app.name.press("Enter");
    await expect(app.password).toBeVisible();
    await expect(
      app.dialog.getByText(app.text("appPasswordsReplaceAdvice", { name: unnamed })),
    ).toBeVisible();
    await app.finish("appPasswordsReplaceDelete");

    await expect(app.dialog).toBeHidden();
    await expect(app.entries).toHaveCount(1);
    await expect(app.entry("Phone")).toBeVisible();
  });
});
