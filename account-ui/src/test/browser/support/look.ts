import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";

const FOLDER = "target/browser-screenshots";
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/**
 * Takes screenshots of this state, light and dark, wide and narrow, and fails on a serious accessibility violation in
 * either colour scheme.
 */
export async function look(page: Page, state: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [device, size] of [
      ["desktop", DESKTOP],
      ["phone", PHONE],
    ] as const) {
      await page.setViewportSize(size);
      // PatternFly closes the menu a quarter of a second after the window has become narrow.
      await expect(page.locator("#page-sidebar")).toHaveAttribute("aria-hidden", String(device === "phone"));
      await waitUntilSettled(page, state);
      await expectNoSidewaysScrolling(page);
      await page.screenshot({
        path: `${FOLDER}/${state}-${colorScheme}-${device}.png`,
        animations: "disabled",
      });
    }
    await page.setViewportSize(DESKTOP);
    await expect(page.locator("#page-sidebar")).toHaveAttribute("aria-hidden", "false");
    await waitUntilSettled(page, state);
    await expectNoViolations(page, `${state}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Text that is still fading in has less contrast than it will have, and a tooltip moves after a resize. */
async function waitUntilSettled(page: Page, state: string): Promise<void> {
  await expect.poll(() => page.evaluate(whatChanges), `${state}: the page settles`).toEqual([]);
}

/** Runs in the browser. Returns what has not reached its final look yet. */
async function whatChanges(): Promise<string[]> {
  const poppers = () => [
    ...document.querySelectorAll<HTMLElement>("[data-popper-placement], [role=tooltip]"),
  ];
  const places = () => poppers().map((popper) => JSON.stringify(popper.getBoundingClientRect()));
  const frame = () => new Promise(requestAnimationFrame);

  // A resize and a new colour scheme reach the scripts of the page in the next frame, and the screen in the one after.
  await frame();
  const before = places();
  await frame();
  await frame();
  const animated = document
    .getAnimations()
    // A spinner never ends.
    .filter(
      ({ playState, effect }) =>
        playState === "running" && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
    )
    .map(
      (animation) =>
        `an animation: ${animation instanceof CSSTransition ? animation.transitionProperty : animation.id}`,
    );
  // PatternFly renders a tooltip invisible, and starts its transition only after a delay.
  const faint = poppers()
    .filter((popper) => getComputedStyle(popper).opacity !== "1")
    .map(({ textContent }) => `not opaque yet: ${textContent}`);
  const moved = JSON.stringify(places()) === JSON.stringify(before) ? [] : ["a tooltip or menu moves"];
  return [...animated, ...faint, ...moved];
}

async function expectNoViolations(page: Page, state: string): Promise<void> {
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
