import { Alert } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Policy, Reason } from "../api/types";
import { useDates } from "../shared/useDates";
import type { Errand } from "./errand";
import { SecondFactorSetUp } from "./SecondFactorSetUp";
import { SignInAgain } from "./SignInAgain";

type Props = { policy: Policy; errand: Errand };

/** Why the user cannot create an app password now, and the way out. Nothing where the user can. */
export function PolicyNotice({ policy, errand }: Props) {
  const { t } = useTranslation();
  const text = useReasonText(policy);

  if (policy.canCreate) {
    return null;
  }
  const title =
    policy.reason === "second_factor_required"
      ? t("appPasswordSecondFactorTitle")
      : t("appPasswordUnavailableTitle");
  return (
    <Alert
      isInline
      variant="info"
      title={title}
      component="h2"
      data-testid={`app-passwords/notice/${policy.reason ?? "forbidden"}`}
      actionLinks={
        policy.reason === "reauthentication_required" ? (
          <SignInAgain errand={errand} />
        ) : policy.reason === "second_factor_required" ? (
          <SecondFactorSetUp errand={errand} />
        ) : undefined
      }
    >
      {text}
    </Alert>
  );
}

function useReasonText({ reason, maxPerUser }: Policy): string {
  const { t } = useTranslation();
  const dates = useDates();
  const texts: Record<Reason, () => string> = {
    disabled: () => t("appPasswordUnavailable_disabled"),
    impersonated: () => t("appPasswordUnavailable_impersonated"),
    limit_reached: () => t("appPasswordsLimitReached", { max: dates.number(maxPerUser) }),
    reauthentication_required: () => t("appPasswordUnavailable_reauthentication_required"),
    sign_in_time_unknown: () => t("appPasswordUnavailable_sign_in_time_unknown"),
    second_factor_required: () => `${t("appPasswordSecondFactorText")} ${t("appPasswordSecondFactorNext")}`,
  };
  // No rule is in the way: then it is the user's role.
  return reason ? texts[reason]() : t("appPasswordsForbiddenText");
}
