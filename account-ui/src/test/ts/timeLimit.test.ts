import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TIME_LIMIT_MILLIS, withinTimeLimit } from "../../main/ts/api/timeLimit";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("what never ends fails after the time limit", async () => {
  const failure = expect(withinTimeLimit(new Promise(() => undefined))).rejects.toThrow("time limit");
  await vi.advanceTimersByTimeAsync(TIME_LIMIT_MILLIS);
  await failure;
});

it("what ends in time is returned, and leaves no timer", async () => {
  await expect(withinTimeLimit(Promise.resolve("token"))).resolves.toBe("token");
  await expect(withinTimeLimit(Promise.reject(new Error("rejected")))).rejects.toThrow("rejected");
  expect(vi.getTimerCount()).toBe(0);
});
