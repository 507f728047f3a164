import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { PageSection } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Environment } from "../environment/environment";

type Props = { page: ReactNode };

/** The library's page *Signing in*, and below it a link to our page, which can do more with app passwords. */
export function SigningIn({ page }: Props) {
  const { t } = useTranslation();
  const { environment } = useEnvironment<Environment>();
  return (
    <>
      {page}
      <PageSection variant="light">
        <Link to={`${decodeURIComponent(new URL(environment.baseUrl).pathname)}app-passwords`}>
          {t("appPasswordsManage")}
        </Link>
      </PageSection>
    </>
  );
}
