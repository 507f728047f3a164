const SMALL_TOUCH_SCREEN =
  "(pointer: coarse) and (max-width: 600px), (pointer: coarse) and (max-height: 600px)";

/** Returns whether this is a phone, whose camera cannot scan its own screen. */
export function isPhone(): boolean {
  return matchMedia(SMALL_TOUCH_SCREEN).matches;
}

/** Returns whether Apple made the device with this browser, which can install a configuration profile. */
export function isApples(userAgent: string): boolean {
  return /iPhone|iPad|Macintosh/.test(userAgent);
}
