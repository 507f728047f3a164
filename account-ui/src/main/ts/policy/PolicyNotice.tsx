import { Alert } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { CreationBlocker, Policy } from "../api/types";
import { useDates } from "../shared/useDates";
import type { PendingAction } from "./pendingAction";
import { Reauthenticate } from "./Reauthenticate";
import { SecondFactorEnrollment } from "./SecondFactorEnrollment";

type Props = {
  /** Null if the user lacks the role. */
  blocker: CreationBlocker | null;
  policy: Policy;
  pendingAction: PendingAction;
  isLiveRegion?: boolean;
};

/** Why the user cannot create an app password now, and what to do about it. */
export function PolicyNotice({ blocker, policy, pendingAction, isLiveRegion = false }: Props) {
  const { t } = useTranslation();
  const text = useBlockerText(blocker, policy);
  const title =
    blocker?.reason === "second_factor_required"
      ? t("appPasswordSecondFactorTitle")
      : t("appPasswordUnavailableTitle");

  return (
    <Alert
      isInline
      isLiveRegion={isLiveRegion}
      variant="info"
      title={title}
      component="h2"
      data-testid={`app-passwords/notice/${blocker?.reason ?? "forbidden"}`}
      actionLinks={
        blocker?.reason === "reauthentication_required" || blocker?.reason === "second_factor_not_used" ? (
          <Reauthenticate requirement={blocker} pendingAction={pendingAction} />
        ) : blocker?.reason === "second_factor_required" ? (
          <SecondFactorEnrollment pendingAction={pendingAction} />
        ) : undefined
      }
    >
      {text}
    </Alert>
  );
}

function useBlockerText(blocker: CreationBlocker | null, { maxPerUser }: Policy): string {
  const { t } = useTranslation();
  const dates = useDates();
  const texts: Record<CreationBlocker["reason"], () => string> = {
    disabled: () => t("appPasswordUnavailable_disabled"),
    impersonated: () => t("appPasswordUnavailable_impersonated"),
    limit_reached: () => t("appPasswordsLimitReached", { max: dates.number(maxPerUser) }),
    reauthentication_required: () => t("appPasswordUnavailable_reauthentication_required"),
    second_factor_not_used: () => t("appPasswordUnavailable_second_factor_not_used"),
    sign_in_time_unknown: () => t("appPasswordUnavailable_sign_in_time_unknown"),
    second_factor_required: () => `${t("appPasswordSecondFactorText")} ${t("appPasswordSecondFactorNext")}`,
  };
  return blocker ? texts[blocker.reason]() : t("appPasswordsForbiddenText");
}
