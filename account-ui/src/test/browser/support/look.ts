import { expect, test, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { expectAccessible, expectContrast } from "./accessible";
import { isPhone } from "./press";
import { expectEverythingInReach } from "./reach";

const FOLDER = "target/browser-screenshots";

/** As wide as PatternFly needs to show the menu beside the page. */
const WIDE = 1200;

/** The narrowest screen for which pages must be made (WCAG 1.4.10). */
const NARROW = { width: 320, height: 640 };

/** What remains of the desktop's window at 200 % zoom. */
const ZOOMED = { width: 640, height: 400 };

/**
 * Takes screenshots of this state, and fails if something in it is out of reach or not accessible: on this device, on a
 * narrow screen, with zoom, and in both colour schemes.
 */
export async function look(page: Page, state: string): Promise<void> {
  const usual = page.viewportSize() ?? NARROW;
  await show(page, "light");
  await waitUntilSettled(page, state);
  await photograph(page, `${state}-light`);
  await expectEverythingInReach(page, state);
  await expectAccessible(page, state);
  for (const size of isPhone() ? [NARROW] : [ZOOMED, NARROW]) {
    await resize(page, size);
    await waitUntilSettled(page, state);
    await expectEverythingInReach(page, state);
  }
  await photograph(page, `${state}-narrow`);
  await resize(page, usual);
  await show(page, "dark");
  await waitUntilSettled(page, state);
  await photograph(page, `${state}-dark`);
  await expectContrast(page, `${state}, dark`);
  await show(page, "light");
}

async function show(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
}

async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({
    path: `${FOLDER}/${name}-${test.info().project.name}.png`,
    animations: "disabled",
  });
}

/** Changes the size of the window, as a user who zooms does. */
async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  // PatternFly closes and opens the menu a quarter of a second later.
  await expect(page.locator("#page-sidebar")).toHaveAttribute("aria-hidden", String(size.width < WIDE));
}

/** Text that is still fading in has less contrast than it will have, and a tooltip moves after a resize. */
async function waitUntilSettled(page: Page, state: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(settle), {
      message: `${state}: the page settles`,
      intervals: [20, 50, 100],
    })
    .toEqual([]);
}

/** Runs in the browser. Ends animations, and returns what had not reached its final look yet. */
async function settle(): Promise<string[]> {
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
  const animations = document
    .getAnimations()
    // A spinner never ends.
    .filter(
      ({ playState, effect }) =>
        playState === "running" && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
    );
  animations.forEach((animation) => animation.finish());
  const animated = animations.map(
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
