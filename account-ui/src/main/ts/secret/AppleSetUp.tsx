import { Button, Text } from "@patternfly/react-core";
import { DownloadIcon } from "@patternfly/react-icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AppleProfile } from "../api/types";
import { offerFile } from "./offerFile";

/** Apple's devices do not offer to install a profile that is called anything else. */
const PROFILE = "application/x-apple-aspen-config";

type Props = { profile: AppleProfile };

/** Downloads the profile. Nothing of it is left in the browser once this is gone. */
export function AppleSetUp({ profile: { fileName, content } }: Props) {
  const { t } = useTranslation();
  const withdraw = useRef<() => void>(() => undefined);
  useEffect(() => () => withdraw.current(), []);

  const download = () => {
    withdraw.current();
    withdraw.current = offerFile(fileName, PROFILE, content);
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
