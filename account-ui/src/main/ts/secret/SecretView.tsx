import { Alert, Button, Text, TextContent } from "@patternfly/react-core";
import { QrcodeIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CreatedAppPassword } from "../api/types";
import { useUsername } from "../shared/useUsername";
import { CopyField } from "./CopyField";
import { inGroups, withoutSeparators } from "./groups";
import { QrCode } from "./QrCode";
import { ConnectionSettingsView } from "./ConnectionSettingsView";

type Props = { created: CreatedAppPassword };

/** What to enter in the app, and ways to transfer it. */
export function SecretView({ created: { name, password, setUp } }: Props) {
  const { t } = useTranslation();
  const username = useUsername();
  const [qr, setQr] = useState(false);

  return (
    <div className="app-passwords-secret">
      <TextContent>
        <Text>{t("appPasswordsSecretIntro", { name })}</Text>
      </TextContent>
      {username !== undefined && (
        <CopyField
          id="app-password-username"
          label={t("appPasswordShowUsername")}
          shown={username}
          copied={username}
          copyLabel={t("appPasswordsCopyUsername")}
          copiedText={t("appPasswordsUsernameCopied")}
        />
      )}
      <CopyField
        id="app-password"
        label={t("appPasswordShowLabel")}
        shown={inGroups(password)}
        copied={withoutSeparators(password)}
        copyLabel={t("appPasswordCopy")}
        copiedText={t("appPasswordCopied")}
        prominent
      />
      <Text component="small">{t("appPasswordShowTyping")}</Text>
      <div>
        <Button
          variant="link"
          isInline
          icon={<QrcodeIcon />}
          aria-expanded={qr}
          aria-controls="app-password-qr"
          onClick={() => setQr(!qr)}
        >
          {qr ? t("appPasswordsHideQr") : t("appPasswordsShowQr")}
        </Button>
        <div id="app-password-qr">{qr && <QrCode text={withoutSeparators(password)} />}</div>
      </div>
      <Alert isInline variant="warning" component="h2" title={t("appPasswordShowOnce")}>
        {t("appPasswordShowWarning")}
      </Alert>
      <ConnectionSettingsView settings={setUp} />
    </div>
  );
}
