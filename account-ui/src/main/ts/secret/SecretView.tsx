import { Button, Text, TextContent } from "@patternfly/react-core";
import { QrcodeIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CreatedAppPassword } from "../api/types";
import { Notice } from "../shared/Notice";
import { useUsername } from "../shared/useUsername";
import { AppleProfile } from "./AppleProfile";
import { ConnectionSettingsView } from "./ConnectionSettingsView";
import { CopyField } from "./CopyField";
import { isApples, isPhone } from "./device";
import { inGroups } from "./groups";
import { QrCode } from "./QrCode";
import { useCopy, type Copy } from "./useCopy";
import type { FirstUse } from "./useFirstUse";

type Props = {
  created: CreatedAppPassword;
  copy: Copy;
  /** Called when the user has a copy, on paper or on a device. */
  onTransferred: () => void;
  firstUse: FirstUse | undefined;
  advice: string;
};

/** What to enter in the app, and ways to transfer it. */
export function SecretView({ created, copy, onTransferred, firstUse, advice }: Props) {
  const { name, password, setUp } = created;
  const { t } = useTranslation();
  const username = useUsername();
  const copyUsername = useCopy(username ?? "", t("appPasswordsUsernameCopied"));
  const [qr, setQr] = useState(false);
  const toggleQr = () => {
    setQr(!qr);
    onTransferred();
  };
  const profile = <AppleProfile settings={setUp} onTransferred={onTransferred} />;
  const profileFirst = isApples(navigator.userAgent);

  return (
    <div id="app-password-view" tabIndex={-1} className="app-passwords-secret">
      <TextContent>
        <Text>{t("appPasswordsSecretIntro", { name })}</Text>
      </TextContent>
      {profileFirst && profile}
      {username !== undefined && (
        <CopyField
          id="app-password-username"
          label={t("appPasswordShowUsername")}
          shown={username}
          {...copyUsername}
          copyLabel={t("appPasswordsCopyUsername")}
        />
      )}
      <CopyField
        id="app-password"
        label={t("appPasswordShowLabel")}
        shown={inGroups(password)}
        {...copy}
        copyLabel={t("appPasswordCopy")}
        onCopied={onTransferred}
        prominent
      />
      <Text component="small">{t("appPasswordShowTyping")}</Text>
      {!isPhone() && (
        <div>
          <Button
            variant="link"
            isInline
            icon={<QrcodeIcon />}
            aria-expanded={qr}
            aria-controls="app-password-qr"
            onClick={toggleQr}
          >
            {qr ? t("appPasswordsHideQr") : t("appPasswordsShowQr")}
          </Button>
          <div id="app-password-qr">{qr && <QrCode text={password} />}</div>
        </div>
      )}
      <div role="status" data-testid="app-passwords/first-use">
        {firstUse ? (
          <Notice
            variant="success"
            title={
              firstUse.service === undefined
                ? t("appPasswordsWorks")
                : t("appPasswordsWorksWith", { service: firstUse.service })
            }
          />
        ) : (
          <Text>{advice}</Text>
        )}
      </div>
      {!profileFirst && profile}
      <ConnectionSettingsView settings={setUp} />
    </div>
  );
}
