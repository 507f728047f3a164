import type { TFunction } from "i18next";
import { SIGNED_OUT, UNREACHABLE, type Problem } from "./problem";

/** What to tell a user whose change has failed. */
export function problemText(t: TFunction, { code }: Problem): string {
  switch (code) {
    case UNREACHABLE:
      return t("appPasswordsProblemUnreachable");
    case SIGNED_OUT:
      return t("appPasswordsSignedOutTitle");
    case "access_denied":
      return t("appPasswordsForbiddenText");
    case "name_taken":
      return t("appPasswordsProblemNameTaken");
    case "invalid_request":
      return t("appPasswordsProblemInvalid");
    default:
      return t("appPasswordsProblemOther");
  }
}
