import { AlertActionLink } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../api/problem";
import { useApi } from "../api/useApi";
import { problemText } from "../api/problemText";
import type { Errand } from "./errand";
import { secondFactors, type SecondFactor } from "./secondFactors";
import { useSignIn } from "./useSignIn";

type Props = { errand: Errand };

/** Leads to the set-up of a second factor. Which ones the realm has is asked only when the user wants one. */
export function SecondFactorSetUp({ errand }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const signIn = useSignIn();
  const [choices, setChoices] = useState<SecondFactor[]>();
  const [problem, setProblem] = useState("");

  const ask = async () => {
    setProblem("");
    try {
      const found = secondFactors(await api.waysToSignIn());
      const [only] = found;
      if (only && found.length === 1) {
        await signIn.action(only.action, errand);
      } else {
        setChoices(found);
      }
    } catch (thrown) {
      setProblem(problemText(t, problemOf(thrown)));
    }
  };

  if (!choices) {
    return (
      <>
        <AlertActionLink onClick={ask}>{t("appPasswordsSetUpSecondFactor")}</AlertActionLink>
        <span role="status">{problem}</span>
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
        <AlertActionLink key={type} onClick={() => signIn.action(action, errand)}>
          {labels[type]}
        </AlertActionLink>
      ))}
    </>
  );
}
