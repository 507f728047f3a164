import { describe, expect, it } from "vitest";
import { nameFault, nextName } from "../../main/ts/model/names";

describe("a name", () => {
  it.each(["iPhone Mail", "会社のThunderbird", "👩‍💻", "x".repeat(64), "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم"])(
    "may be %s",
    (name) => {
      expect(nameFault(name, [])).toBeUndefined();
    },
  );

  it.each([
    ["", "missing"],
    ["  \u00a0", "missing"],
    ["x".repeat(65), "too_long"],
    ["bell\u0007", "characters"],
    ["\u202eliaM", "characters"],
  ])("may not be %j", (name, fault) => {
    expect(nameFault(name, [])).toBe(fault);
  });

  it("is taken whatever the capitals and the space around it", () => {
    expect(nameFault(" iphone MAIL ", ["iPhone Mail"])).toBe("taken");
    expect(nameFault("iPhone Mail 2", ["iPhone Mail"])).toBeUndefined();
  });

  it("counts characters as people do", () => {
    expect(nameFault("😀".repeat(64), [])).toBeUndefined();
    expect(nameFault("😀".repeat(65), [])).toBe("too_long");
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
    expect(nextName(name, [name, ...others])).toBe(next);
  });

  it("is never longer than a name may be, and cuts no character in two", () => {
    const next = nextName("😀".repeat(64), []);
    expect(next).toBe("😀".repeat(62) + " 2");
    expect(nameFault(next, [])).toBeUndefined();
  });
});
