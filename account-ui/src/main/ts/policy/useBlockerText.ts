import { useTranslation } from "react-i18next";
import type { CreationBlocker, Policy } from "../api/types";
import { useDates } from "../shared/useDates";

/** Returns why the user cannot create an app password now; null stands for a missing role. */
export function useBlockerText(blocker: CreationBlocker | null, { maxPerUser }: Policy): string {
  const { t } = useTranslation();
  const dates = useDates();
  const texts: Record<CreationBlocker["reason"], () => string> = {
    disabled: () => t("appPasswordUnavailable_disabled"),
    no_service: () => t("appPasswordUnavailable_no_service"),
    impersonated: () => t("appPasswordUnavailable_impersonated"),
    limit_reached: () => t("appPasswordsLimitReached", { max: dates.number(maxPerUser) }),
    reauthentication_required: () => t("appPasswordUnavailable_reauthentication_required"),
    second_factor_not_used: () => t("appPasswordUnavailable_second_factor_not_used"),
    sign_in_time_unknown: () => t("appPasswordUnavailable_sign_in_time_unknown"),
    second_factor_required: () => `${t("appPasswordSecondFactorText")} ${t("appPasswordSecondFactorNext")}`,
  };
  return blocker ? texts[blocker.reason]() : t("appPasswordsForbiddenText");
}
