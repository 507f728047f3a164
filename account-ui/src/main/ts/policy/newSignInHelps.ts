import type { CreationBlocker } from "../api/types";

/** Returns whether the user can create an app password after signing in again. */
export function newSignInHelps(blocker: CreationBlocker | null): boolean {
  return blocker?.reason === "reauthentication_required" || blocker?.reason === "second_factor_not_used";
}
