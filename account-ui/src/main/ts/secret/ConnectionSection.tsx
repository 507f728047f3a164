import { DescriptionList, Title } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Connection } from "../api/types";
import { Setting } from "./Setting";

type Props = {
  id: string;
  connection: Connection;
  /** Whether other connections have the same protocol. */
  oneOfSeveral: boolean;
};

/** The settings of one connection. */
export function ConnectionSection({ id, connection, oneOfSeveral }: Props) {
  const { t } = useTranslation();
  const { service, host, port, username, url } = connection;
  const title = useProtocolText(connection);
  const security = useSecurityText(connection);
  const heading = oneOfSeveral ? `${title}: ${service}` : title;
  const copyLabel = (setting: string) => t("appPasswordsCopySetting", { setting, connection: heading });

  return (
    <section aria-labelledby={id}>
      <Title id={id} headingLevel="h2" size="md">
        {title}
        {oneOfSeveral && (
          <>
            {": "}
            <bdi>{service}</bdi>
          </>
        )}
      </Title>
      <DescriptionList orientation={{ md: "horizontal" }} isCompact className="app-passwords-connection">
        {url !== null ? (
          <Setting
            id={`${id}-url`}
            label={t("appPasswordSetUpAddress")}
            value={url}
            isTypedIn
            copyLabel={copyLabel(t("appPasswordSetUpAddress"))}
          />
        ) : (
          <>
            <Setting
              id={`${id}-host`}
              label={t("appPasswordSetUpServer")}
              value={host}
              isTypedIn
              copyLabel={copyLabel(t("appPasswordSetUpServer"))}
            />
            <Setting id={`${id}-port`} label={t("appPasswordSetUpPort")} value={String(port)} isTypedIn />
            <Setting id={`${id}-security`} label={t("appPasswordSetUpSecurity")} value={security} />
          </>
        )}
        <Setting
          id={`${id}-username`}
          label={t("appPasswordShowUsername")}
          value={username}
          isTypedIn
          copyLabel={copyLabel(t("appPasswordShowUsername"))}
        />
      </DescriptionList>
    </section>
  );
}

function useProtocolText({ protocol }: Connection): string {
  const { t } = useTranslation();
  switch (protocol) {
    case "imap":
      return t("appPasswordSetUp_imap");
    case "smtp":
      return t("appPasswordSetUp_smtp");
    case "caldav":
      return t("appPasswordSetUp_caldav");
    case "ldap":
      return t("appPasswordSetUp_ldap");
  }
}

function useSecurityText({ security }: Connection): string {
  const { t } = useTranslation();
  switch (security) {
    // These two names are the same in every language.
    case "tls":
      return "SSL/TLS";
    case "starttls":
      return "STARTTLS";
    case "none":
      return t("appPasswordSetUpUnencrypted");
  }
}
