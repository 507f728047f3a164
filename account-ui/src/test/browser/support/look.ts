import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";

const FOLDER = "target/browser-screenshots";
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Keeps pictures of this state, light and dark, wide and narrow, and fails on a serious barrier in either. */
export async function look(page: Page, state: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [device, size] of [
      ["desktop", DESKTOP],
      ["phone", PHONE],
    ] as const) {
      await page.setViewportSize(size);
      await expectNoSidewaysScrolling(page);
      await page.screenshot({
        path: `${FOLDER}/${state}-${colorScheme}-${device}.png`,
        animations: "disabled",
        // A phone begins with the menu closed; here it was a desktop before.
        ...(device === "phone" ? { style: ".pf-v5-c-page__sidebar { display: none }" } : {}),
      });
    }
    await page.setViewportSize(DESKTOP);
    await expectNoBarriers(page, `${state}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

async function expectNoBarriers(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(serious, state).toEqual([]);
}

async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  // An open tooltip is moved a moment after the window has got its new size.
  await expect
    .poll(() =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    )
    .toBeLessThanOrEqual(0);
}
