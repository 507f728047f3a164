import { ExpandableSection, Text, TextContent } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { SetUp } from "../api/types";
import { isWebAddress } from "../model/webAddress";
import { AppleSetUp } from "./AppleSetUp";
import { ConnectionSettings } from "./ConnectionSettings";

type Props = { setUp: SetUp };

/** What an app asks for besides username and password, and ways to spare the typing. Nothing where no service tells. */
export function SetUpView({ setUp: { connections, appleProfile, autoconfig } }: Props) {
  const { t } = useTranslation();
  if (connections.length === 0) {
    return null;
  }
  return (
    <>
      {appleProfile && <AppleSetUp profile={appleProfile} />}
      <ExpandableSection
        toggleText={t("appPasswordSetUpTitle")}
        toggleId="app-password-settings-toggle"
        contentId="app-password-settings"
        data-testid="app-passwords/settings"
      >
        <div className="app-passwords-settings">
          {connections.map((connection, index) => (
            <ConnectionSettings
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
