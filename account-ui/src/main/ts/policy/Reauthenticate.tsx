import { AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { AuthenticationRequirement } from "../api/types";
import type { PendingAction } from "./pendingAction";
import { useSignIn } from "./useSignIn";

type Props = { requirement: AuthenticationRequirement; pendingAction: PendingAction };

/** A link to a new sign-in that allows the user to create an app password, and back. */
export function Reauthenticate({ requirement, pendingAction }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  return (
    <AlertActionLink onClick={() => signIn.reauthenticate(requirement, pendingAction)}>
      {t("appPasswordsSignInAgain")}
    </AlertActionLink>
  );
}
