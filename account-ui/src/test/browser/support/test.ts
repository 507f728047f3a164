import { test as base, expect } from "@playwright/test";
import { Faults } from "./Faults";

export { expect };

/** A test that also fails if the browser reports a fault that the test did not announce. */
export const test = base.extend<{ faults: Faults }>({
  faults: [
    async ({ context }, use) => {
      const faults = new Faults(context);
      await use(faults);
      expect(faults.unexpected, "faults that the browser reported").toEqual([]);
    },
    { auto: true },
  ],
});
