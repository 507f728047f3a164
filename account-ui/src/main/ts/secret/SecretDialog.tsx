import { Button } from "@patternfly/react-core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/Dialog";
import type { CreatedAppPassword } from "../api/types";
import { SecretView } from "./SecretView";

type Props = { created: CreatedAppPassword; onDone: () => void };

/**
 * Shows an app password once. The parent holds it in memory and must discard it on `onDone`. Escape does not
 * close this dialog, because the app password cannot be shown again.
 */
export function SecretDialog({ created, onDone }: Props) {
  const { t } = useTranslation();

  // The browser may cache the page as it is for the Back button.
  useEffect(() => {
    addEventListener("pagehide", onDone);
    return () => removeEventListener("pagehide", onDone);
  }, [onDone]);

  return (
    <Dialog
      title={t("appPasswordShowTitle")}
      showClose={false}
      onEscapePress={() => undefined}
      // Not the button Done: pressing Enter twice in the form would close this dialog.
      elementToFocus="#app-password-copy"
      data-testid="app-passwords/secret"
      actions={[
        <Button key="done" onClick={onDone}>
          {t("appPasswordDone")}
        </Button>,
      ]}
    >
      <SecretView created={created} />
    </Dialog>
  );
}
