import { expect, it } from "vitest";
import { Dates } from "../../main/ts/model/dates";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 12);

const english = new Dates("en", "UTC");

it.each([
  [NOW, "now"],
  [NOW - 59_000, "now"],
  [NOW - 3 * MINUTE, "3 minutes ago"],
  [NOW - 119 * MINUTE, "1 hour ago"],
  [NOW - DAY, "yesterday"],
  [NOW - 46 * HOUR, "2 days ago"],
  [NOW - 30 * DAY, "30 days ago"],
  [NOW - 45 * DAY, "last month"],
  [NOW - 100 * DAY, "3 months ago"],
  [Date.UTC(2025, 10, 30), "last year"],
  [Date.UTC(2025, 0, 1), "last year"],
  [Date.UTC(2024, 11, 1), "2 years ago"],
  [Date.UTC(2024, 11, 31), "2 years ago"],
  [NOW + 3 * HOUR, "in 3 hours"],
  [NOW + 20 * HOUR, "tomorrow"],
  [NOW + 5 * DAY, "in 5 days"],
  [NOW + 35 * DAY, "next month"],
  [NOW + 40 * DAY, "in 1 month"],
])("%s is %s", (millis, words) => {
  expect(english.relative(millis, NOW)).toBe(words);
});

it("a past time is never in the future, even if the server's clock is ahead", () => {
  expect(english.ago(NOW + 2 * MINUTE, NOW)).toBe("now");
  expect(english.ago(NOW - 3 * MINUTE, NOW)).toBe("3 minutes ago");
});

it.each([
  // Around midnight: hours at first, then the calendar's words.
  ["UTC", "2026-11-22T00:30Z", "2026-11-21T23:20Z", "1 hour ago"],
  ["UTC", "2026-11-22T00:30Z", "2026-11-21T12:00Z", "yesterday"],
  ["UTC", "2026-11-22T23:59Z", "2026-11-22T00:00Z", "23 hours ago"],
  ["UTC", "2026-11-22T23:59Z", "2026-11-21T00:00Z", "yesterday"],
  ["UTC", "2026-11-22T00:01Z", "2026-11-20T23:59Z", "2 days ago"],
  // The same two moments on other days of another time zone.
  ["Asia/Tokyo", "2026-11-22T20:00Z", "2026-11-22T02:00Z", "yesterday"],
  ["America/New_York", "2026-11-22T20:00Z", "2026-11-22T02:00Z", "yesterday"],
  ["America/New_York", "2026-11-22T20:00Z", "2026-11-22T06:00Z", "14 hours ago"],
  ["Pacific/Kiritimati", "2026-11-22T09:59Z", "2026-11-20T10:00Z", "yesterday"],
  // The day of a clock change has 23 or 25 hours.
  ["Europe/Berlin", "2026-03-29T21:59Z", "2026-03-28T23:00Z", "22 hours ago"],
  ["Europe/Berlin", "2026-03-29T21:59Z", "2026-03-28T22:59Z", "yesterday"],
  ["Europe/Berlin", "2026-10-25T22:59Z", "2026-10-24T22:00Z", "24 hours ago"],
  ["Europe/Berlin", "2026-10-26T22:59Z", "2026-10-24T21:59Z", "2 days ago"],
  // Leap days and the ends of months and years.
  ["UTC", "2028-03-01T12:00Z", "2028-02-29T12:00Z", "yesterday"],
  ["UTC", "2028-03-01T12:00Z", "2028-02-28T12:00Z", "2 days ago"],
  ["UTC", "2029-02-28T12:00Z", "2028-02-29T12:00Z", "last year"],
  ["UTC", "2027-01-01T00:10Z", "2026-12-31T10:00Z", "yesterday"],
  ["UTC", "2027-01-31T12:00Z", "2027-01-01T12:00Z", "30 days ago"],
  ["UTC", "2027-03-31T12:00Z", "2027-02-28T12:00Z", "last month"],
  ["UTC", "2026-08-01T12:00Z", "2026-06-30T12:00Z", "1 month ago"],
  ["UTC", "2026-01-01T12:00Z", "2024-12-31T12:00Z", "1 year ago"],
])("in %s at %s, %s is %s", (timeZone, now, then, words) => {
  expect(new Dates("en", timeZone).relative(Date.parse(then), Date.parse(now))).toBe(words);
});

it("formats days and times in the time zone", () => {
  const moment = Date.parse("2026-11-22T23:05Z");
  expect(new Dates("en", "UTC").day(moment)).toBe("Nov 22, 2026");
  expect(new Dates("en", "Asia/Tokyo").day(moment)).toBe("Nov 23, 2026");
  expect(new Dates("de", "Europe/Berlin").moment(moment)).toBe("23.11.2026, 00:05");
});

it.each([
  // Shortly before midnight, it is tomorrow further east.
  ["Europe/Berlin", "2026-11-22T22:30Z", "22.11.2026, 23:30"],
  ["Asia/Tokyo", "2026-11-22T22:30Z", "23.11.2026, 07:30"],
  ["Pacific/Honolulu", "2026-11-22T09:59Z", "21.11.2026, 23:59"],
  // The clocks go forward, and back.
  ["Europe/Berlin", "2026-03-29T00:59Z", "29.03.2026, 01:59"],
  ["Europe/Berlin", "2026-03-29T01:00Z", "29.03.2026, 03:00"],
  ["Europe/Berlin", "2026-10-25T00:59Z", "25.10.2026, 02:59"],
  ["Europe/Berlin", "2026-10-25T01:00Z", "25.10.2026, 02:00"],
  // A leap day.
  ["Europe/Berlin", "2028-02-28T23:30Z", "29.02.2028, 00:30"],
  ["Europe/Berlin", "2028-02-29T23:30Z", "01.03.2028, 00:30"],
])("in %s, %s is %s", (timeZone, instant, text) => {
  expect(new Dates("de", timeZone).moment(Date.parse(instant))).toBe(text);
});

it("formats in the user's language", () => {
  expect(new Dates("ja").relative(NOW - 3 * MINUTE, NOW)).toBe("3 分前");
  expect(new Dates("de", "UTC").relative(NOW - 2 * DAY, NOW)).toBe("vorgestern");
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
