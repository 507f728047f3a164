import { AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Policy } from "../api/types";
import type { PendingAction } from "./pendingAction";
import { useSignIn } from "./useSignIn";

type Action = Policy["secondFactorSetUpActions"][number];

type Props = {
  /** The required actions with which the user can set one up; none from a server with an older version. */
  actions?: readonly Action[];
  pendingAction: PendingAction;
};

/** Leads to the set-up of a second factor that counts. */
export function SecondFactorEnrollment({ actions = [], pendingAction }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();

  if (actions.length === 0) {
    return <span>{t("appPasswordSecondFactorNone")}</span>;
  }
  const labels: Record<Action, string> = {
    CONFIGURE_TOTP: t("appPasswordSecondFactorSetUpTotp"),
    "webauthn-register": t("appPasswordSecondFactorSetUpWebauthn"),
    "webauthn-register-passwordless": t("appPasswordSecondFactorSetUpPasskey"),
  };
  return (
    <>
      {actions.map((action) => (
        <AlertActionLink key={action} onClick={() => signIn.startRequiredAction(action, pendingAction)}>
          {actions.length === 1 ? t("appPasswordsSetUpSecondFactor") : labels[action]}
        </AlertActionLink>
      ))}
    </>
  );
}
