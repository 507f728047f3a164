import { AppPasswords } from "./support/AppPasswords";
import { look } from "./support/look";
import { REALM } from "./support/realms";
import { expect, test } from "./support/test";
import { createUser, type Person } from "./support/users";

const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

for (const [device, options] of Object.entries(DEVICES)) {
  for (const locale of ["en", "ja", "ar"]) {
    test.describe(`networks in ${locale} on a ${device}`, () => {
      test.use(options);

      test("limit an app password, and a mistyped one is explained beside the field", async ({
        page,
        faults,
      }) => {
        faults.allow(/^400 POST /);
        const person = await createUser(REALM, [], locale);
        const app = await new AppPasswords(page, person, locale).open();
        const networks = app.dialog.locator("textarea");
        const current = app.dialog.locator("#app-password-network-current");
        const lifetime = app.dialog.locator("#app-password-lifetime");

        await app.createButton.click();
        await app.name.fill("Printer");
        await app.chooseServices("Mail");
        await lifetime.selectOption("30");
        await expect(networks).toBeHidden();
        await app.button("appPasswordNetworks").click();
        await expect(app.dialog.getByText(app.text("appPasswordNetworksHint"))).toBeVisible();
        await networks.fill("192.0.2.0/24, 2001:db8::/129");
        await current.check();
        await app.name.focus();
        await app.submit.click();

        const problem = app.dialog.getByText(
          app.text("appPasswordsErrorNetworks", { network: "2001:db8::/129" }),
        );
        await expect(problem).toBeInViewport();
        await expect(networks).toBeFocused();
        await expect(networks).toHaveAccessibleDescription(/2001:db8::\/129/);
        await expect(networks).toHaveAttribute("aria-invalid", "true");
        await expect(networks).toHaveCSS("direction", "ltr");
        await expect(networks.locator("..")).toHaveCSS("direction", "ltr");
        await look(page, `networks-${locale}-on-a-${device}`);
        await expect(app.name).toHaveValue("Printer");
        await expect(app.dialog.getByRole("checkbox", { name: "Mail", exact: true })).toBeChecked();
        await expect(lifetime).toHaveValue("30");
        await expect(networks).toHaveValue("192.0.2.0/24, 2001:db8::/129");
        await expect(current).toBeChecked();

        await networks.fill("192.0.2.0/24, 2001:db8::/32");
        await expect(problem).toHaveCount(0);
        const offered = /\((?<network>[\d.:a-f]+\/\d+)\)/.exec(
          await app.dialog.locator("label", { hasText: app.text("appPasswordNetworksCurrent") }).innerText(),
        );
        await app.submit.click();
        const password = await app.password.innerText();
        await app.done();

        const listed = app.entry("Printer").locator("dd[dir=ltr]");
        await expect(listed).toContainText("192.0.2.0/24");
        await expect(listed).toContainText("2001:db8::/32");
        await expect(listed).toContainText(offered?.groups?.["network"] ?? "a network");
        expect(await worksFrom(person, password, "192.0.2.7")).toBe(true);
        expect(await worksFrom(person, password, "2001:db8::7")).toBe(true);
        expect(await worksFrom(person, password, "198.51.100.7")).toBe(false);

        await app.choose("Printer", "appPasswordsReplace");
        await expect(networks).toHaveValue(/^192\.0\.2\.0\/24\n2001:db8::\/32\n/);
        await expect(current).not.toBeChecked();
      });
    });
  }
}

/** Returns whether the app password works in a mail program with this address. */
async function worksFrom({ realm, username }: Person, password: string, address: string): Promise<boolean> {
  const server = process.env["KEYCLOAK_URL"] ?? "http://localhost:8080";
  const response = await fetch(`${server}/realms/${realm}/protocol/openid-connect/token`, {
    method: "POST",
    headers: { "X-Dovecot-Auth-Remote": address },
    body: new URLSearchParams({
      grant_type: "password",
      client_id: "dovecot",
      client_secret: "dovecot-secret",
      username,
      password,
    }),
  });
  return response.ok;
}
