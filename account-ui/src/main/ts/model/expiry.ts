import type { AppPassword } from "../api/types";

/** Whether an app password has expired, or expires soon. */
export type Expiry = "expired" | "soon" | "later";

/** Returns the state at this time. The server decides what soon is. */
export function expiryOf({ expired, expiresAt, expiresSoonFrom }: AppPassword, nowMillis: number): Expiry {
  if (expired || (expiresAt !== null && expiresAt <= nowMillis)) {
    return "expired";
  }
  return expiresSoonFrom !== null && expiresSoonFrom <= nowMillis ? "soon" : "later";
}
