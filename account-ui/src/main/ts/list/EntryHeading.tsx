import { Label, Tooltip } from "@patternfly/react-core";
import { ExclamationCircleIcon, ExclamationTriangleIcon } from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";
import type { AppPassword } from "../api/types";
import { expiryOf } from "../model/expiry";
import { useNow } from "../shared/useNow";

type Props = { entry: AppPassword; id: string };

/** The name, and badges for what needs attention. */
export function EntryHeading({ entry, id }: Props) {
  const { t } = useTranslation();
  const expiry = expiryOf(entry, useNow());
  return (
    <div className="app-passwords-heading">
      <h2 id={id}>
        <bdi>{entry.name}</bdi>
      </h2>
      {entry.clients === null && (
        <Tooltip content={t("appPasswordWarningUnreadableText")}>
          <Label color="red" icon={<ExclamationCircleIcon />} isCompact tabIndex={0}>
            {t("appPasswordWarningUnreadableTitle")}
          </Label>
        </Tooltip>
      )}
      {expiry === "expired" && (
        <Label color="red" icon={<ExclamationCircleIcon />} isCompact>
          {t("appPasswordsBadgeExpired")}
        </Label>
      )}
      {expiry === "soon" && (
        <Label color="gold" icon={<ExclamationTriangleIcon />} isCompact>
          {t("appPasswordsBadgeExpiresSoon")}
        </Label>
      )}
      {entry.lastUsedAt === null && (
        <Label color="blue" isCompact>
          {t("appPasswordsBadgeNeverUsed")}
        </Label>
      )}
    </div>
  );
}
