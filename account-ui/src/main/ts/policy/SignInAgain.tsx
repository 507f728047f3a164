import { AlertActionLink } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf, type SignInDemand } from "../api/problem";
import { useApi } from "../api/useApi";
import { problemText } from "../api/problemText";
import type { Errand } from "./errand";
import { useSignIn } from "./useSignIn";

type Props = {
  /** What the server demands of the sign-in; it is asked where nobody knows yet. */
  demand?: SignInDemand | undefined;
  errand: Errand;
};

/** Leads to a new sign-in that is good enough to create an app password, and back. */
export function SignInAgain({ demand, errand }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const signIn = useSignIn();
  const [problem, setProblem] = useState("");

  const go = async () => {
    setProblem("");
    try {
      await signIn.again(demand ?? (await api.signInDemand()), errand);
    } catch (thrown) {
      setProblem(problemText(t, problemOf(thrown)));
    }
  };

  return (
    <>
      <AlertActionLink onClick={go}>{t("appPasswordsSignInAgain")}</AlertActionLink>
      <span role="status">{problem}</span>
    </>
  );
}
