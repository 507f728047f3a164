import { Alert, AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Policy, Reason } from "../api/types";
import { useDates } from "../page/useDates";
import type { Errand } from "./errand";
import { SecondFactorSetUp } from "./SecondFactorSetUp";
import { useSignIn } from "./useSignIn";

type Props = { policy: Policy; errand: Errand };

/** Why the user cannot create an app password now, and the way out. Nothing where the user can. */
export function PolicyNotice({ policy, errand }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
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
      data-testid={`app-passwords/notice/${policy.reason ?? "disabled"}`}
      actionLinks={
        policy.reason === "reauthentication_required" ? (
          <AlertActionLink onClick={() => signIn.again(undefined, errand)}>
            {t("appPasswordsSignInAgain")}
          </AlertActionLink>
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
    second_factor_required: () => `${t("appPasswordSecondFactorText")} ${t("appPasswordSecondFactorNext")}`,
  };
  return texts[reason ?? "disabled"]();
}
