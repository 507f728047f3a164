import { DescriptionList, Title } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Connection } from "../api/types";
import { Setting } from "./Setting";

type Props = {
  id: string;
  connection: Connection;
  /** Whether there are others for the same use. */
  oneOfSeveral: boolean;
};

/** What to type into an app for one use. */
export function ConnectionSettings({ id, connection, oneOfSeveral }: Props) {
  const { t } = useTranslation();
  const { service, host, port, username, url } = connection;
  const use = useUseText(connection);
  const security = useSecurityText(connection);

  return (
    <section aria-labelledby={id}>
      <Title id={id} headingLevel="h2" size="md">
        {use}
        {oneOfSeveral && (
          <>
            {": "}
            <bdi>{service}</bdi>
          </>
        )}
      </Title>
      <DescriptionList orientation={{ md: "horizontal" }} isCompact className="app-passwords-connection">
        {url !== null ? (
          <Setting id={`${id}-url`} label={t("appPasswordSetUpAddress")} value={url} isTypedIn canBeCopied />
        ) : (
          <>
            <Setting
              id={`${id}-host`}
              label={t("appPasswordSetUpServer")}
              value={host}
              isTypedIn
              canBeCopied
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
          canBeCopied
        />
      </DescriptionList>
    </section>
  );
}

function useUseText({ protocol }: Connection): string {
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
    // Two of them are names, the same in every language.
    case "tls":
      return "SSL/TLS";
    case "starttls":
      return "STARTTLS";
    case "none":
      return t("appPasswordSetUpUnencrypted");
  }
}
