import type { TFunction } from "i18next";
import { SIGNED_OUT, UNREACHABLE, type ApiError } from "./apiError";

/** Returns the text for a user whose change has failed. */
export function apiErrorText(t: TFunction, { code }: ApiError): string {
  switch (code) {
    case UNREACHABLE:
      return t("appPasswordsProblemUnreachable");
    case SIGNED_OUT:
      return t("appPasswordsSignedOutTitle");
    case "access_denied":
      return t("appPasswordsForbiddenText");
    case "name_taken":
      return t("appPasswordsProblemNameTaken");
    case "name_not_storable":
      return t("appPasswordErrorNameNotStorable");
    case "invalid_request":
      return t("appPasswordsProblemInvalid");
    default:
      return t("appPasswordsProblemOther");
  }
}
