import { test, type Locator } from "@playwright/test";

/** Presses an element as the users of this device do: with a finger on a phone, otherwise with the mouse. */
export async function press(target: Locator): Promise<void> {
  await (isPhone() ? target.tap() : target.click());
}

export function isPhone(): boolean {
  return test.info().project.name === "phone";
}
