import { expect, it } from "vitest";
import { newIdempotencyKey } from "../../main/ts/create/idempotencyKey";
import { suggestedNames } from "../../main/ts/create/suggestedNames";
import { newSignInHelps } from "../../main/ts/policy/newSignInHelps";
import type { CreationBlocker } from "../../main/ts/api/types";

it("the key of a form is new each time, and as the server expects it", () => {
  expect(newIdempotencyKey()).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
  expect(newIdempotencyKey()).not.toBe(newIdempotencyKey());
});

it.each([
  ["Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)", [], ["iPad", "iPhone", "Mac", "Android"]],
  ["Mozilla/5.0 (X11; Linux x86_64)", [], ["iPhone", "iPad", "Mac", "Android"]],
  ["Mozilla/5.0 (Linux; Android 16)", ["IPHONE", "Android"], ["iPad", "Mac", "Thunderbird", "Outlook"]],
])("with %s and %j, the suggested names are %j", (userAgent, taken, names) => {
  expect(suggestedNames(userAgent, taken)).toEqual(names);
});

it.each<[CreationBlocker["reason"], boolean]>([
  ["reauthentication_required", true],
  ["second_factor_not_used", true],
  ["second_factor_required", false],
  ["limit_reached", false],
  ["sign_in_time_unknown", false],
  ["impersonated", false],
  ["disabled", false],
])("after %s, a new sign-in helps: %s", (reason, helps) => {
  expect(newSignInHelps({ reason, maxAgeSeconds: null, acrValues: null })).toBe(helps);
});
