import { AlertActionLink } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toApiError } from "../api/apiError";
import { apiErrorText } from "../api/apiErrorText";
import { useApi } from "../api/useApi";
import type { PendingAction } from "./pendingAction";
import { secondFactors, type SecondFactor } from "./secondFactors";
import { useSignIn } from "./useSignIn";

type Props = { pendingAction: PendingAction };

/** Leads to the set-up of a second factor. Loads the list of second factors only when the user wants one. */
export function SecondFactorEnrollment({ pendingAction }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const signIn = useSignIn();
  const [choices, setChoices] = useState<SecondFactor[]>();
  const [error, setError] = useState("");

  const start = async () => {
    setError("");
    try {
      const found = secondFactors(await api.credentialTypes());
      const [only] = found;
      if (only && found.length === 1) {
        await signIn.startRequiredAction(only.action, pendingAction);
      } else {
        setChoices(found);
      }
    } catch (thrown) {
      setError(apiErrorText(t, toApiError(thrown)));
    }
  };

  if (!choices) {
    return (
      <>
        <AlertActionLink onClick={start}>{t("appPasswordsSetUpSecondFactor")}</AlertActionLink>
        <span role="status">{error}</span>
      </>
    );
  }
  if (choices.length === 0) {
    return <span role="status">{t("appPasswordSecondFactorNone")}</span>;
  }
  const labels: Record<SecondFactor["type"], string> = {
    otp: t("appPasswordSecondFactorSetUpTotp"),
    webauthn: t("appPasswordSecondFactorSetUpWebauthn"),
    "webauthn-passwordless": t("appPasswordSecondFactorSetUpPasskey"),
  };
  return (
    <>
      {choices.map(({ type, action }) => (
        <AlertActionLink key={type} onClick={() => signIn.startRequiredAction(action, pendingAction)}>
          {labels[type]}
        </AlertActionLink>
      ))}
    </>
  );
}
