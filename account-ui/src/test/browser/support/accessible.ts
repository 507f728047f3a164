import { expect, type Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxePlugin = { run(context: Document, options: RunOptions): Promise<AxeResults> };

/** What breaks a rule of axe and stays: part of the element's code, and why. */
const EXCEPTIONS: Readonly<Record<string, { html: string; reason: string }>> = {
  "button-name": {
    html: 'data-testid="options-kebab-toggle"',
    reason: "the user menu on phones, from Keycloak's library",
  },
};

/** The rules that depend on colours. All others have the same result in each colour scheme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Fails on any violation of a rule of axe. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  await expectNoViolations(page, state, {});
}

/** Fails if the colours make something hard to read. */
export async function expectContrast(page: Page, state: string): Promise<void> {
  await expectNoViolations(page, state, { runOnly: { type: "rule", values: COLOURS } });
}

async function expectNoViolations(page: Page, state: string, options: RunOptions): Promise<void> {
  // Once for each page: reading the script takes longer than an analysis.
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(AXE);
  }
  const violations = await page.evaluate(
    async (chosen) => {
      const { axe } = globalThis as unknown as { axe: AxePlugin };
      const results = await axe.run(document, chosen);
      return results.violations.map(({ id, nodes }) => ({ id, htmls: nodes.map(({ html }) => html) }));
    },
    // The frames are Keycloak's, and hidden.
    { ...options, resultTypes: ["violations"], iframes: false } satisfies RunOptions,
  );
  const found = violations.flatMap(({ id, htmls }) =>
    htmls
      .filter((html) => !EXCEPTIONS[id] || !html.includes(EXCEPTIONS[id].html))
      .map((html) => `${id}: ${html}`),
  );
  expect(found, state).toEqual([]);
}
