import { AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { Notice } from "../shared/Notice";

type Props = { name: string; onCreateAnew: () => void };

/** Explains that an app password was created, but did not arrive, and replaces it. */
export function LostAnswer({ name, onCreateAnew }: Props) {
  const { t } = useTranslation();
  return (
    <Notice
      variant="warning"
      isLiveRegion
      title={t("appPasswordsLostTitle", { name })}
      data-testid="app-passwords/lost"
      actionLinks={
        <AlertActionLink onClick={onCreateAnew}>{t("appPasswordsLostCreateAnew")}</AlertActionLink>
      }
    >
      {t("appPasswordsLostText")}
    </Notice>
  );
}
