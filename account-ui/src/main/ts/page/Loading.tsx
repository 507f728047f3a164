import { Bullseye, Spinner } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";

export function Loading() {
  const { t } = useTranslation();
  return (
    <Bullseye data-testid="app-passwords/loading">
      <Spinner aria-label={t("appPasswordsLoading")} aria-valuetext={t("appPasswordsLoading")} />
    </Bullseye>
  );
}
