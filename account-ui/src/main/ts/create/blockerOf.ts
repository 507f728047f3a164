import { INSUFFICIENT_AUTHENTICATION, SIGNED_OUT, type ApiError } from "../api/apiError";
import type { CreationBlocker } from "../api/types";

const NO_REQUIREMENT = { maxAgeSeconds: null, acrValues: null };

/** Returns the blocker that a rejected creation reports; none if the error has another cause. */
export function blockerOf({ code, requirement = NO_REQUIREMENT }: ApiError): CreationBlocker | undefined {
  switch (code) {
    case "disabled":
    case "no_service":
    case "second_factor_required":
    case "limit_reached":
    case "sign_in_time_unknown":
      return { reason: code, ...NO_REQUIREMENT };
    case INSUFFICIENT_AUTHENTICATION:
    case SIGNED_OUT:
      return {
        reason: requirement.acrValues ? "second_factor_not_used" : "reauthentication_required",
        ...requirement,
      };
    default:
      return undefined;
  }
}
