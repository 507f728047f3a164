const TYPES = ["otp", "webauthn", "webauthn-passwordless"] as const;

/** A credential type that counts as a second factor, and the required action that sets it up. */
export type SecondFactor = { type: (typeof TYPES)[number]; action: string };

/** Returns the second factors that the user can set up. Recovery codes do not count: they only replace another one. */
export function secondFactors(
  credentialTypes: readonly { type: string; createAction?: string }[],
): SecondFactor[] {
  return TYPES.flatMap((type) => {
    const action = credentialTypes.find((each) => each.type === type)?.createAction;
    return action ? [{ type, action }] : [];
  });
}
