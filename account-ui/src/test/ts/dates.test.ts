import { expect, it } from "vitest";
import { Dates } from "../../main/ts/model/dates";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 22, 12);

it.each([
  [NOW, "now"],
  [NOW - 59_000, "now"],
  [NOW - 3 * MINUTE, "3 minutes ago"],
  [NOW - 119 * MINUTE, "1 hour ago"],
  [NOW - DAY, "yesterday"],
  [NOW - 45 * DAY, "last month"],
  [NOW - 800 * DAY, "2 years ago"],
  [NOW + 5 * DAY, "in 5 days"],
])("%s is %s", (millis, words) => {
  expect(new Dates("en").relative(millis, NOW)).toBe(words);
});

it("formats in the user's language", () => {
  expect(new Dates("ja").relative(NOW - 3 * MINUTE, NOW)).toBe("3 分前");
  expect(new Dates("de").day(NOW)).toBe("22.11.2026");
  expect(new Dates("zh-TW").days(90)).toBe("90 天");
  expect(new Dates("pl").days(2)).toBe("2 dni");
  expect(new Dates("en").days(1)).toBe("1 day");
  expect(new Dates("en").days(365)).toBe("1 year");
  expect(new Dates("de").number(1000)).toBe("1.000");
  expect(new Dates("en").list(["Mail (IMAP)", "Mail (SMTP)"])).toBe("Mail (IMAP), Mail (SMTP)");
});

it("formats in English if the browser does not know the name of the realm's language", () => {
  expect(new Dates("not a language").days(2)).toBe("2 days");
});
