import { Button, Text } from "@patternfly/react-core";
import { DownloadIcon } from "@patternfly/react-icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AppleProfile as Profile, ConnectionSettings } from "../api/types";
import { offerFile } from "./offerFile";

/** Apple's devices offer to install a profile only if it has this media type. */
const MEDIA_TYPE = "application/x-apple-aspen-config";

type Props = {
  settings: ConnectionSettings;
  /** Called when the user has the file, which contains the app password. */
  onTransferred: () => void;
};

/** Downloads the profile, or says why there is none. The browser forgets its content when this component is unmounted. */
export function AppleProfile({ settings, onTransferred }: Props) {
  const { t } = useTranslation();
  const hintOf = useHint();
  const { appleProfile, appleProfileMissing } = settings;
  const revoke = useRef<() => void>(() => undefined);
  useEffect(() => () => revoke.current(), []);

  if (!appleProfile) {
    return appleProfileMissing === "smtp" ? (
      <Text component="small">{t("appPasswordSetUpAppleNeedsSmtp")}</Text>
    ) : null;
  }
  const download = () => {
    revoke.current();
    revoke.current = offerFile(appleProfile.fileName, MEDIA_TYPE, appleProfile.content);
    onTransferred();
  };

  return (
    <div>
      <Button
        variant="secondary"
        icon={<DownloadIcon />}
        aria-describedby="app-password-apple-hint"
        onClick={download}
        data-testid="app-passwords/apple-profile"
      >
        {t("appPasswordSetUpApple")}
      </Button>
      <Text component="small" id="app-password-apple-hint" className="app-passwords-hint">
        {hintOf(appleProfile)}
      </Text>
    </div>
  );
}

function useHint(): (profile: Profile) => string {
  const { t } = useTranslation();
  return ({ contents }) =>
    !contents.includes("calendar")
      ? t("appPasswordSetUpAppleHint_mail")
      : contents.includes("mail")
        ? t("appPasswordSetUpAppleHint_mail_calendar")
        : t("appPasswordSetUpAppleHint_calendar");
}
