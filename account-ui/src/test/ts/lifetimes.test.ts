import { expect, it } from "vitest";
import type { Policy } from "../../main/ts/api/types";
import { lifetimes } from "../../main/ts/model/lifetimes";

const policy = (defaultLifetimeDays: number, maxLifetimeDays: number) =>
  ({ defaultLifetimeDays, maxLifetimeDays }) as Policy;

it("without a limit, no end can be chosen, and comes last", () => {
  expect(lifetimes(policy(0, 0))).toEqual({ choices: [7, 30, 90, 180, 365, 0], first: 0 });
});

it("the policy's own lifetime is among the choices", () => {
  expect(lifetimes(policy(45, 0))).toEqual({ choices: [7, 30, 45, 90, 180, 365, 0], first: 45 });
});

it("nothing longer than the limit can be chosen, and the limit itself can", () => {
  expect(lifetimes(policy(30, 100))).toEqual({ choices: [7, 30, 90, 100], first: 30 });
  expect(lifetimes(policy(0, 100)).first).toBe(100);
  expect(lifetimes(policy(200, 100)).first).toBe(100);
  expect(lifetimes(policy(0, 3))).toEqual({ choices: [3], first: 3 });
});
