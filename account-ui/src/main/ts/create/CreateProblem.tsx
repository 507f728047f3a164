import { Alert } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { SIGN_IN_AGAIN, SIGNED_OUT, type Problem } from "../api/problem";
import type { Overview, Reason } from "../api/types";
import { problemText } from "../api/problemText";
import type { Errand } from "../policy/errand";
import { PolicyNotice } from "../policy/PolicyNotice";
import { SignInAgain } from "../policy/SignInAgain";

type Props = { problem: Problem; errand: Errand; overview: Overview };

const REFUSALS: readonly string[] = [
  "disabled",
  "second_factor_required",
  "limit_reached",
  "sign_in_time_unknown",
] satisfies Reason[];

/** Why nothing was created, and the way out. */
export function CreateProblem({ problem, errand, overview }: Props) {
  const { t } = useTranslation();

  if (REFUSALS.includes(problem.code)) {
    const policy = { ...overview.policy, canCreate: false, reason: problem.code as Reason };
    return <PolicyNotice policy={policy} errand={errand} />;
  }
  if (problem.code === SIGN_IN_AGAIN || problem.code === SIGNED_OUT) {
    const text = problem.demand?.acrValues
      ? t("appPasswordUnavailable_second_factor_not_used")
      : t("appPasswordUnavailable_reauthentication_required");
    return (
      <Alert
        isInline
        isLiveRegion
        variant="info"
        component="h2"
        title={t("appPasswordUnavailableTitle")}
        data-testid="app-passwords/sign-in-again"
        actionLinks={<SignInAgain demand={problem.demand ?? {}} errand={errand} />}
      >
        {text}
      </Alert>
    );
  }
  return <Alert isInline isLiveRegion variant="danger" component="h2" title={problemText(t, problem)} />;
}
