import { Page } from "@keycloak/keycloak-account-ui";
import { useTranslation } from "react-i18next";
import "./app-passwords.css";
import { LoadFailure } from "./LoadFailure";
import { Loading } from "./Loading";
import { Overview } from "./Overview";
import { useOverview } from "./useOverview";

/** The account console's page *App passwords*. */
export default function AppPasswordsPage() {
  const { t } = useTranslation();
  const { overview, error, reload, change } = useOverview();

  return (
    <Page title={t("appPasswordTitle")} description={t("appPasswordsIntro")}>
      {overview ? (
        <Overview overview={overview} error={error} reload={reload} change={change} />
      ) : error ? (
        <LoadFailure error={error} onRetry={reload} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
