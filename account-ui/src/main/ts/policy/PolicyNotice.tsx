import { AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { CreationBlocker, Policy } from "../api/types";
import { Notice } from "../shared/Notice";
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
  /** Shows the app passwords that the user may not need any longer. */
  onShowUnused?: () => void;
};

/** Why the user cannot create an app password now, and what to do about it. */
export function PolicyNotice({ blocker, policy, pendingAction, isLiveRegion = false, onShowUnused }: Props) {
  const { t } = useTranslation();
  const text = useBlockerText(blocker, policy);
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
          <SecondFactorEnrollment pendingAction={pendingAction} />
        ) : blocker?.reason === "limit_reached" && onShowUnused ? (
          <AlertActionLink onClick={onShowUnused}>{t("appPasswordsShowUnused")}</AlertActionLink>
        ) : undefined
      }
    >
      {text}
    </Notice>
  );
}
