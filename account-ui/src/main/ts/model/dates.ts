const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.4375 * DAY;
const YEAR = 365.25 * DAY;

/** Up to this distance, hours say more than "yesterday" or "tomorrow". */
const HOURS_UNTIL = 12 * HOUR;

/** No month is longer. */
const LONGEST_MONTH_DAYS = 31;

/** A calendar day: its number since 1970, its month's and its year's. */
type CalendarDay = { day: number; month: number; year: number };

/** Formats times and numbers for one language and time zone. */
export class Dates {
  private readonly locale: string;

  /** @param timeZone the browser's own by default: that of the user */
  constructor(
    locale: string,
    private readonly timeZone?: string,
  ) {
    this.locale = supported(locale);
  }

  /** Formats a day: "22 Nov 2026". */
  day(millis: number): string {
    return this.format({ dateStyle: "medium" }).format(millis);
  }

  /** Formats a time, to the minute: "22 Nov 2026, 14:05". */
  moment(millis: number): string {
    return this.format({ dateStyle: "medium", timeStyle: "short" }).format(millis);
  }

  /**
   * Formats the distance from now: "3 hours ago", "in 5 days". Words such as "yesterday" and "last year" follow the
   * calendar in the time zone, and not the number of hours in between.
   */
  relative(millis: number, nowMillis: number): string {
    const distance = millis - nowMillis;
    const length = Math.abs(distance);
    if (length < MINUTE) {
      return this.words(0, "second");
    }
    if (length < HOUR) {
      return this.words(Math.trunc(distance / MINUTE), "minute");
    }
    const then = this.calendarDay(millis);
    const today = this.calendarDay(nowMillis);
    const days = then.day - today.day;
    if (days === 0 || length < HOURS_UNTIL) {
      return this.words(Math.trunc(distance / HOUR), "hour");
    }
    if (Math.abs(days) < LONGEST_MONTH_DAYS) {
      return this.words(days, "day");
    }
    const months = then.month - today.month;
    if (Math.abs(months) < 12) {
      return this.calendarWords(months, distance / MONTH, "month");
    }
    return this.calendarWords(then.year - today.year, distance / YEAR, "year");
  }

  /** Formats the distance to a time in the past. The server's clock may be ahead of the browser's: then it was now. */
  ago(millis: number, nowMillis: number): string {
    return this.relative(Math.min(millis, nowMillis), nowMillis);
  }

  /** Formats a duration: "90 days", "1 year". */
  days(count: number): string {
    const [amount, unit] = count === 365 ? [1, "year"] : [count, "day"];
    return new Intl.NumberFormat(this.locale, { style: "unit", unit, unitDisplay: "long" }).format(amount);
  }

  number(count: number): string {
    return new Intl.NumberFormat(this.locale).format(count);
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { style: "short", type: "unit" }).format(items);
  }

  private words(amount: number, unit: Intl.RelativeTimeFormatUnit): string {
    return new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" }).format(amount, unit);
  }

  // "Last month" and "next year" are about the calendar; a number of them is about the time in between.
  private calendarWords(inCalendar: number, elapsed: number, unit: "month" | "year"): string {
    return Math.abs(inCalendar) === 1
      ? this.words(inCalendar, unit)
      : new Intl.RelativeTimeFormat(this.locale, { numeric: "always" }).format(Math.round(elapsed), unit);
  }

  private calendarDay(millis: number): CalendarDay {
    const parts = new Intl.DateTimeFormat("en-u-ca-gregory", {
      ...this.zone(),
      year: "numeric",
      month: "numeric",
      day: "numeric",
    }).formatToParts(millis);
    const part = (name: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find(({ type }) => type === name)?.value);
    const year = part("year");
    const month = year * 12 + part("month") - 1;
    return { day: Date.UTC(year, part("month") - 1, part("day")) / DAY, month, year };
  }

  private format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.locale, { ...this.zone(), ...options });
  }

  private zone(): Intl.DateTimeFormatOptions {
    return this.timeZone === undefined ? {} : { timeZone: this.timeZone };
  }
}

// A realm can have a language whose name is not a BCP 47 tag.
function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch {
    return "en";
  }
}
