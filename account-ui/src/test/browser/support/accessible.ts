import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

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

type Options = Parameters<AxeBuilder["options"]>[0];

async function expectNoViolations(page: Page, state: string, options: Options): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // The frames are Keycloak's, and hidden.
    .options({ ...options, resultTypes: ["violations"], iframes: false })
    // Otherwise each analysis opens another page.
    .setLegacyMode()
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !EXCEPTIONS[id] || !html.includes(EXCEPTIONS[id].html))
      .map(({ html }) => `${id}: ${html}`),
  );
  expect(found, state).toEqual([]);
}
