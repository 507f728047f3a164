import { Button, Text } from "@patternfly/react-core";
import { DownloadIcon } from "@patternfly/react-icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AppleProfile } from "../api/types";
import { offerFile } from "./offerFile";

/** Apple's devices offer to install a profile only if it has this media type. */
const MEDIA_TYPE = "application/x-apple-aspen-config";

type Props = { profile: AppleProfile };

/** Downloads the profile. The browser forgets its content when this component is unmounted. */
export function AppleProfileDownload({ profile: { fileName, content } }: Props) {
  const { t } = useTranslation();
  const revoke = useRef<() => void>(() => undefined);
  useEffect(() => () => revoke.current(), []);

  const download = () => {
    revoke.current();
    revoke.current = offerFile(fileName, MEDIA_TYPE, content);
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
        {t("appPasswordSetUpAppleHint")}
      </Text>
    </div>
  );
}
