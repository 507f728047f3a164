import { AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { useSignIn } from "../policy/useSignIn";
import { Notice } from "../shared/Notice";

/** Stays above the list when the session has ended elsewhere, and leads to a new sign-in and back. */
export function SignedOutNotice() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  return (
    <Notice
      variant="danger"
      isLiveRegion
      title={t("appPasswordsSignedOutTitle")}
      data-testid="app-passwords/signed-out"
      actionLinks={
        <AlertActionLink onClick={() => signIn.reauthenticate()}>{t("appPasswordsSignIn")}</AlertActionLink>
      }
    >
      {t("appPasswordsSignedOutText")}
    </Notice>
  );
}
