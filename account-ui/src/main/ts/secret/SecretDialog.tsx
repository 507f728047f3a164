import { Button } from "@patternfly/react-core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/Dialog";
import type { CreatedAppPassword } from "../api/types";
import { SecretView } from "./SecretView";

type Props = { created: CreatedAppPassword; onDone: () => void };

/**
 * Shows an app password, which is nowhere else: whoever renders this has it in memory and forgets it when it is done.
 * Escape does not close it, because what is shown cannot be had again.
 */
export function SecretDialog({ created, onDone }: Props) {
  const { t } = useTranslation();

  // The browser may keep a page that is left as it is, for the way back.
  useEffect(() => {
    addEventListener("pagehide", onDone);
    return () => removeEventListener("pagehide", onDone);
  }, [onDone]);

  return (
    <Dialog
      title={t("appPasswordShowTitle")}
      showClose={false}
      onEscapePress={() => undefined}
      // Not Done: a second Enter, meant for the form before, would close this.
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
