import type { AppPassword } from "../api/types";

const DAY_MILLIS = 24 * 60 * 60 * 1000;
const SOON_MILLIS = 7 * DAY_MILLIS;

/** Whether an app password has expired, or expires soon. */
export type Expiry = "expired" | "soon" | "later";

/** Returns the state at this time. Soon is the last week, or the last quarter of a lifetime of less than four weeks. */
export function expiryOf({ expired, createdAt, expiresAt }: AppPassword, nowMillis: number): Expiry {
  if (expired || (expiresAt !== null && expiresAt <= nowMillis)) {
    return "expired";
  }
  if (expiresAt === null) {
    return "later";
  }
  return expiresAt - nowMillis < Math.min(SOON_MILLIS, (expiresAt - createdAt) / 4) ? "soon" : "later";
}
