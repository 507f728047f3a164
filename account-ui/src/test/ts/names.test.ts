import { describe, expect, it } from "vitest";
import { isUnnamed, nameError, nextName } from "../../main/ts/model/names";

const MAX_LENGTH = 64;

describe("a name", () => {
  it.each(["iPhone Mail", "会社のThunderbird", "👩‍💻", "x".repeat(64), "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم"])(
    "may be %s",
    (name) => {
      expect(nameError(name, [], MAX_LENGTH)).toBeUndefined();
    },
  );

  it.each([
    ["", "missing"],
    ["  \u00a0", "missing"],
    ["\u2800\u3164", "missing"],
    ["x".repeat(65), "too_long"],
    ["bell\u0007", "characters"],
    ["\u202eliaM", "characters"],
  ])("must not be %j", (name, error) => {
    expect(nameError(name, [], MAX_LENGTH)).toBe(error);
  });

  it("is taken regardless of case and of spaces around it", () => {
    expect(nameError(" iphone MAIL ", ["iPhone Mail"], MAX_LENGTH)).toBe("taken");
    expect(nameError("iPhone Mail 2", ["iPhone Mail"], MAX_LENGTH)).toBeUndefined();
  });

  it("is measured in code points", () => {
    expect(nameError("😀".repeat(64), [], MAX_LENGTH)).toBeUndefined();
    expect(nameError("😀".repeat(65), [], MAX_LENGTH)).toBe("too_long");
  });
});

describe("an app password is unnamed", () => {
  it.each(["", " ", "\t\n", "\u00a0\u3000", "\u200b\u2060\ufeff", "\u2800\u3164\uffa0", "\u202e\ufe0f"])(
    "with the label %j",
    (label) => {
      expect(isUnnamed(label)).toBe(true);
      expect(nextName(label, [label], MAX_LENGTH)).toBe("");
    },
  );

  it.each(["x", " .", "\u200bx", "👩‍💻", "メール", "<b>", "$" + "{x}"])("but not with %j", (label) => {
    expect(isUnnamed(label)).toBe(false);
  });
});

describe("the name of a replacement", () => {
  it.each([
    ["iPhone Mail", [], "iPhone Mail 2"],
    ["iPhone Mail", ["iphone mail 2"], "iPhone Mail 3"],
    ["iPhone Mail 2", [], "iPhone Mail 3"],
    ["iPhone 15", [], "iPhone 16"],
    ["2", [], "2 2"],
    ["メール", ["メール 2"], "メール 3"],
  ])("of %s beside %j is %s", (name, others, next) => {
    expect(nextName(name, [name, ...others], MAX_LENGTH)).toBe(next);
  });

  it("is not longer than allowed, and does not split a character", () => {
    const next = nextName("😀".repeat(64), [], MAX_LENGTH);
    expect(next).toBe("😀".repeat(62) + " 2");
    expect(nameError(next, [], MAX_LENGTH)).toBeUndefined();
  });
});
