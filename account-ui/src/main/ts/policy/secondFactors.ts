const TYPES = ["otp", "webauthn", "webauthn-passwordless"] as const;

/** A way to sign in that counts as a second factor, and the required action that sets it up. */
export type SecondFactor = { type: (typeof TYPES)[number]; action: string };

/** The second factors that the user can set up. Recovery codes are a way back to one, not one of their own. */
export function secondFactors(ways: readonly { type: string; createAction?: string }[]): SecondFactor[] {
  return TYPES.flatMap((type) => {
    const action = ways.find((way) => way.type === type)?.createAction;
    return action ? [{ type, action }] : [];
  });
}
