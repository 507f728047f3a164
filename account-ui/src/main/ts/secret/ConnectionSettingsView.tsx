import { ExpandableSection, Text, TextContent } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { ConnectionSettings } from "../api/types";
import { isWebAddress } from "../model/webAddress";
import { AppleProfileDownload } from "./AppleProfileDownload";
import { ConnectionSection } from "./ConnectionSection";

type Props = { settings: ConnectionSettings };

/** The connection settings to type in, and files that contain them. Empty if no service describes its connection. */
export function ConnectionSettingsView({ settings: { connections, appleProfile, autoconfig } }: Props) {
  const { t } = useTranslation();
  if (connections.length === 0) {
    return null;
  }
  return (
    <>
      {appleProfile && <AppleProfileDownload profile={appleProfile} />}
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
          {autoconfig && isWebAddress(autoconfig) && (
            <TextContent>
              <Text>
                {t("appPasswordSetUpThunderbird")}{" "}
                <a href={autoconfig} target="_blank" rel="noreferrer">
                  {t("appPasswordSetUpThunderbirdLink")}
                </a>
              </Text>
            </TextContent>
          )}
        </div>
      </ExpandableSection>
    </>
  );
}
