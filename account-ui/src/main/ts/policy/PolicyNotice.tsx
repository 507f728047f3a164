import { AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { CreationBlocker, Policy } from "../api/types";
import { UNUSED_DAYS } from "../model/listing";
import { Notice } from "../shared/Notice";
import { useDates } from "../shared/useDates";
import { newSignInHelps } from "./newSignInHelps";
import type { PendingAction } from "./pendingAction";
import { Reauthenticate } from "./Reauthenticate";
import { SecondFactorEnrollment } from "./SecondFactorEnrollment";
import { useBlockerText } from "./useBlockerText";

type Props = {
  /** Null if the user lacks the role. */
  blocker: CreationBlocker | null;
  policy: Policy;
  pendingAction: PendingAction;
  isLiveRegion?: boolean;
  /** How many app passwords were not used for long, and what shows them, or the longest unused first if there are none. */
  unused?: { count: number; onShow: () => void };
};

/** Why the user cannot create an app password now, and what to do about it. */
export function PolicyNotice({ blocker, policy, pendingAction, isLiveRegion = false, unused }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const text = useBlockerText(blocker, policy);
  const offered = blocker?.reason === "limit_reached" ? unused : undefined;
  const title =
    blocker?.reason === "second_factor_required"
      ? t("appPasswordSecondFactorTitle")
      : newSignInHelps(blocker)
        ? t("appPasswordsSignInFirst")
        : t("appPasswordUnavailableTitle");

  return (
    <Notice
      isLiveRegion={isLiveRegion}
      variant="info"
      title={title}
      data-testid={`app-passwords/notice/${blocker?.reason ?? "forbidden"}`}
      actionLinks={
        blocker && newSignInHelps(blocker) ? (
          <Reauthenticate requirement={blocker} pendingAction={pendingAction} />
        ) : blocker?.reason === "second_factor_required" ? (
          <SecondFactorEnrollment actions={policy.secondFactorSetUpActions} pendingAction={pendingAction} />
        ) : offered ? (
          <AlertActionLink onClick={offered.onShow}>
            {offered.count > 0 ? t("appPasswordsShowUnusedOnly") : t("appPasswordsShowUnused")}
          </AlertActionLink>
        ) : undefined
      }
    >
      {text}
      {offered && offered.count > 0 && (
        <p>
          {t("appPasswordsLimitUnused", {
            days: dates.number(UNUSED_DAYS),
            number: dates.number(offered.count),
          })}
        </p>
      )}
    </Notice>
  );
}
