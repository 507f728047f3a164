import { expect, type Locator, type Page } from "@playwright/test";
import { press } from "./press";
import { startSession } from "./session";
import { texts } from "./texts";
import { PASSWORD, type Person } from "./users";

/** No page has more elements that can have the focus. */
const MAX_TAB_STOPS = 60;

/** Page object of the page *App passwords*. */
export class AppPasswords {
  readonly text: ReturnType<typeof texts>;

  constructor(
    readonly page: Page,
    readonly person: Person,
    locale = "en",
  ) {
    this.text = texts(locale);
  }

  get address(): string {
    return `/realms/${this.person.realm}/account/app-passwords`;
  }

  /** Opens the page with a session of this user. */
  async open(address = this.address): Promise<this> {
    await startSession(this.page.context(), this.person);
    await this.page.goto(address);
    return this;
  }

  /** Signs in on the sign-in page. */
  async signIn(): Promise<void> {
    const username = this.page.locator("#username:visible");
    await this.page.locator("#password").waitFor();
    if ((await username.count()) > 0 && (await username.isEditable())) {
      await username.fill(this.person.username);
    }
    await this.page.locator("#password").fill(PASSWORD);
    await press(this.page.locator("#kc-login"));
  }

  get createButton(): Locator {
    return this.button("appPasswordsCreateNew");
  }

  button(key: string, parameters?: Record<string, string>): Locator {
    return this.page.getByRole("button", { name: this.text(key, parameters), exact: true });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  get entries(): Locator {
    return this.page.getByTestId("app-passwords/entry");
  }

  entry(name: string): Locator {
    return this.entries.filter({ has: this.page.getByRole("heading", { name, exact: true }) });
  }

  get names(): Promise<string[]> {
    return this.entries.getByRole("heading").allInnerTexts();
  }

  /** The button that opens the menu of an entry. */
  actions(name: string): Locator {
    return this.page.getByRole("button", { name: this.text("appPasswordsActions", { name }), exact: true });
  }

  /** An action in the open menu. */
  menuItem(action: string): Locator {
    const text = this.page.getByText(this.text(action), { exact: true });
    return this.page.getByRole("menuitem").filter({ has: text });
  }

  async choose(name: string, action: string): Promise<void> {
    await press(this.actions(name));
    await press(this.menuItem(action));
  }

  get name(): Locator {
    return this.dialog.locator("#app-password-name");
  }

  /** Creates the app password. */
  get submit(): Locator {
    return this.dialog.locator("button[type=submit]");
  }

  /** Limits the app password to these services. */
  async chooseServices(...services: string[]): Promise<void> {
    await this.onlyTheseServices.check();
    for (const name of services) {
      await this.dialog.getByRole("checkbox", { name, exact: true }).check();
    }
  }

  get onlyTheseServices(): Locator {
    return this.dialog.getByRole("radio", { name: this.text("appPasswordServicesOnly") });
  }

  /** The app password, in groups. */
  get password(): Locator {
    return this.dialog.locator("#app-password");
  }

  /** The question whether the app password was copied. */
  get question(): Locator {
    return this.dialog.getByText(this.text("appPasswordsNotCopied"));
  }

  /** Whether the app password has been used. */
  get firstUse(): Locator {
    return this.dialog.getByTestId("app-passwords/first-use");
  }

  /** Expands and collapses the connection settings. */
  get settingsToggle(): Locator {
    return this.button("appPasswordSetUpTitle");
  }

  /** The settings for one use, by its heading. */
  settings(heading: string): Locator {
    return this.dialog.getByRole("region", { name: heading, exact: true });
  }

  get profileButton(): Locator {
    return this.button("appPasswordSetUpApple");
  }

  async create(name: string): Promise<string> {
    await press(this.createButton);
    await this.name.fill(name);
    await press(this.submit);
    await expect(this.password).toBeVisible();
    return this.password.innerText();
  }

  /** Closes the dialog with the app password. */
  async done(): Promise<void> {
    await this.finish("appPasswordDone");
  }

  /** Presses a button that ends the dialog with the app password, and confirms that nothing was copied. */
  async finish(key: string): Promise<void> {
    await press(this.button(key));
    await expect
      .poll(async () => (await this.question.isVisible()) || (await this.password.count()) === 0)
      .toBe(true);
    if (await this.question.isVisible()) {
      await press(this.button(key === "appPasswordsReplaceDelete" ? key : "appPasswordsCloseAnyway"));
    }
  }

  /** Presses the Tab key until this element has the focus. */
  async tabTo(target: Locator): Promise<void> {
    for (let stop = 0; stop < MAX_TAB_STOPS; stop++) {
      await this.page.keyboard.press("Tab");
      if (await target.evaluate((element) => element === document.activeElement)) {
        return;
      }
    }
    throw new Error(`The Tab key does not reach ${target.toString()}`);
  }

  /** Returns what the browser stores for this page. */
  browserState(): Promise<string[]> {
    return this.page.evaluate(() => [
      location.href,
      JSON.stringify(history.state),
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
      document.cookie,
      document.title,
    ]);
  }

  /** Waits for an announcement of the page. */
  async expectAnnouncement(key: string, parameters?: Record<string, string>): Promise<void> {
    const alerts = this.page.locator("[aria-live=polite]");
    await expect(alerts.getByText(this.text(key, parameters))).toBeVisible();
  }
}
