import type { AppPassword } from "../api/types";

const SOON_MILLIS = 7 * 24 * 60 * 60 * 1000;

/** Whether an app password has expired, or expires within a week. */
export type Expiry = "expired" | "soon" | "later";

export function expiryOf({ expired, expiresAt }: AppPassword, nowMillis: number): Expiry {
  if (expired || (expiresAt !== null && expiresAt <= nowMillis)) {
    return "expired";
  }
  return expiresAt !== null && expiresAt - nowMillis < SOON_MILLIS ? "soon" : "later";
}
