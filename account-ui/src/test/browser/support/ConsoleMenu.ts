import { expect, type Locator, type Page } from "@playwright/test";
import { isPhone, press } from "./press";

/** Page object of the menu that leads to the pages of the console. */
export class ConsoleMenu {
  readonly toggle: Locator;
  private readonly sidebar: Locator;

  constructor(private readonly page: Page) {
    this.toggle = page.locator("#nav-toggle");
    this.sidebar = page.locator("#page-sidebar");
  }

  async expectOpen(): Promise<void> {
    await expect(this.toggle).toHaveAttribute("aria-expanded", "true");
    await expect(this.sidebar).toBeInViewport({ ratio: 0.9 });
  }

  async expectClosed(): Promise<void> {
    await expect(this.toggle).toHaveAttribute("aria-expanded", "false");
    // Not "outside the viewport": it stays at the edge, without a width.
    await expect(this.sidebar).toBeHidden();
  }

  /** Opens a page of the same section. */
  async open(path: string): Promise<void> {
    if (isPhone()) {
      await this.toggle.tap();
    }
    await press(this.page.getByTestId(path));
    if (isPhone()) {
      await this.toggle.tap();
      await this.expectClosed();
    }
  }

  /** Opens a page from the open menu, and closes the menu, which covers a phone's page until then. */
  async tap(path: string): Promise<void> {
    await this.page.getByTestId(path).tap();
    await expect(this.page).toHaveURL(new RegExp(`/account/${path}$`));
    await this.toggle.tap();
    await this.expectClosed();
    await expect(this.page.getByTestId("page-heading")).toBeInViewport();
  }
}
