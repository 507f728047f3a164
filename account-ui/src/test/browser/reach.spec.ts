import { expect, test } from "@playwright/test";
import { outOfReach } from "./support/reach";

const LONG = "<p>line</p>".repeat(200);
const WORD = "x".repeat(400);

/** Pages, each with what the check must find in it; nothing if it is as it should be. */
const PAGES: Record<string, [html: string, found: RegExp | undefined]> = {
  "a button under a banner": [
    `<button>Delete</button><div style="position: fixed; inset: 0; background: white">Welcome</div>`,
    /Delete is not hit, but <div.*Welcome/,
  ],
  "a button below the edge of a box that does not scroll": [
    `<div style="height: 100px; overflow: hidden"><p style="height: 300px">Terms</p><button>Accept</button></div>`,
    /Accept is not hit/,
  ],
  "a text that is cut off": [
    `<div style="width: 100px; overflow: hidden; white-space: nowrap">one two three four five six</div>`,
    /clips \d+ to 100: .*one two/,
  ],
  "a box that scrolls sideways": [`<div style="overflow-x: auto">${WORD}</div>`, /clips/],
  "a text beyond the edge of the page": [`<p>${WORD}</p>`, /the page is \d+ wide/],
  "a text to the left of the page": [
    `<p style="position: relative; left: -50px">Hello</p>`,
    /reaches from -\d+/,
  ],
  "a button at the end of a long page": [`${LONG}<button>Save</button>`, undefined],
  "a button at the end of a box that scrolls": [
    `<div style="height: 100px; overflow-y: auto">${LONG}<button>Save</button></div>`,
    undefined,
  ],
  "a field with a long value": [`<input value="${WORD}">`, undefined],
  "a text for screen readers": [
    `<span style="position: absolute; overflow: hidden; clip: rect(0 0 0 0); width: 20px">Required ${WORD}</span>`,
    undefined,
  ],
  "a link in two lines": [`<p style="width: 9ch">Read <a href="#">this page</a> first.</p>`, undefined],
  "a dialog above a button": [
    `<button>Under it</button><div role="dialog" style="position: fixed; inset: 0; background: white"><button>OK</button></div>`,
    undefined,
  ],
};

for (const [what, [html, found]] of Object.entries(PAGES)) {
  test(`the check ${found ? "finds" : "accepts"} ${what}`, async ({ page }) => {
    await page.setContent(`<!doctype html><title>Test</title><body style="margin: 8px">${html}`);
    const faults = await page.evaluate(outOfReach, "body");
    if (found) {
      expect(faults).toContainEqual(expect.stringMatching(found));
    } else {
      expect(faults).toEqual([]);
    }
  });
}
