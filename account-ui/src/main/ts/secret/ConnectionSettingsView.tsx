import { ExpandableSection, Text, TextContent } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { ConnectionSettings } from "../api/types";
import { ConnectionSection } from "./ConnectionSection";

type Props = { settings: ConnectionSettings };

/** The connection settings to type in. Empty if no service describes its connection. */
export function ConnectionSettingsView({ settings: { connections, autoconfig } }: Props) {
  const { t } = useTranslation();
  if (connections.length === 0) {
    return null;
  }
  return (
    <ExpandableSection
      toggleText={t("appPasswordSetUpTitle")}
      toggleId="app-password-settings-toggle"
      contentId="app-password-settings"
      data-testid="app-passwords/settings"
    >
      <div className="app-passwords-settings">
        {connections.map((connection, index) => (
          <ConnectionSection
            key={`${connection.clientId} ${connection.protocol}`}
            id={`app-password-connection-${index}`}
            connection={connection}
            oneOfSeveral={connections.filter(({ protocol }) => protocol === connection.protocol).length > 1}
          />
        ))}
        {autoconfig && (
          <TextContent>
            <Text>{t("appPasswordSetUpThunderbird")}</Text>
          </TextContent>
        )}
      </div>
    </ExpandableSection>
  );
}
