import { isSameName } from "../model/names";

const MAX_SUGGESTIONS = 4;

/** Product names, the same in every language. */
const NAMES = ["iPhone", "iPad", "Mac", "Android", "Thunderbird", "Outlook"] as const;

/** Devices by the name that their browsers report. */
const DEVICES: readonly [RegExp, (typeof NAMES)[number]][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Macintosh/, "Mac"],
  [/Android/, "Android"],
];

/** Returns names for a new app password: this device's first, and none that another one has. */
export function suggestedNames(userAgent: string, taken: readonly string[]): string[] {
  const own = DEVICES.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [...new Set(own ? [own, ...NAMES] : NAMES)]
    .filter((name) => !taken.some((each) => isSameName(each, name)))
    .slice(0, MAX_SUGGESTIONS);
}
