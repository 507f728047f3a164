const SECOND = 1000;
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 24 * 60 * 60 * SECOND],
  ["month", 30 * 24 * 60 * 60 * SECOND],
  ["day", 24 * 60 * 60 * SECOND],
  ["hour", 60 * 60 * SECOND],
  ["minute", 60 * SECOND],
];

/** Formats times and numbers for one language. */
export class Dates {
  private readonly locale: string;

  constructor(locale: string) {
    this.locale = supported(locale);
  }

  /** Formats a day: "22 Nov 2026". */
  day(millis: number): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium" }).format(millis);
  }

  /** Formats a time, to the minute. */
  moment(millis: number): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "full", timeStyle: "short" }).format(millis);
  }

  /** Formats the distance from now: "3 hours ago", "in 5 days". */
  relative(millis: number, nowMillis: number): string {
    const distance = millis - nowMillis;
    const format = new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" });
    const [unit, length] = UNITS.find(([, each]) => Math.abs(distance) >= each) ?? ["second", SECOND];
    return unit === "second"
      ? format.format(0, "second")
      : format.format(Math.trunc(distance / length), unit);
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
}

// A realm can have a language whose name is not a BCP 47 tag.
function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch {
    return "en";
  }
}
