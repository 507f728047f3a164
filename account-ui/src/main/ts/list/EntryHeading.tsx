import { Button, Label } from "@patternfly/react-core";
import { ExclamationCircleIcon, ExclamationTriangleIcon } from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";
import type { AppPassword } from "../api/types";
import { expiryOf } from "../model/expiry";
import { useDates } from "../shared/useDates";
import { useNameOf } from "../shared/useNameOf";
import { useNow } from "../shared/useNow";

type Props = {
  entry: AppPassword;
  id: string;
  isNew: boolean;
  /** Undefined if the user cannot replace it now. */
  onReplace: (() => void) | undefined;
};

/** The name, badges for what needs attention, and a way to replace it if its end is near. */
export function EntryHeading({ entry, id, isNew, onReplace }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const dates = useDates();
  const now = useNow();
  const expiry = expiryOf(entry, now);
  const replaceId = `${id}-replace`;
  return (
    <div className="app-passwords-heading">
      <h2 id={id}>
        <bdi translate="no">{nameOf(entry)}</bdi>
      </h2>
      {isNew && (
        <Label color="green" isCompact>
          {t("appPasswordsBadgeNew")}
        </Label>
      )}
      {entry.clients === null && (
        <Label color="red" icon={<ExclamationCircleIcon />} isCompact>
          {t("appPasswordWarningUnreadableTitle")}
        </Label>
      )}
      {expiry === "expired" && (
        <Label color="red" icon={<ExclamationCircleIcon />} isCompact>
          {t("appPasswordsBadgeExpired")}
        </Label>
      )}
      {expiry === "soon" && entry.expiresAt !== null && (
        <Label color="gold" icon={<ExclamationTriangleIcon />} isCompact>
          {t("appPasswordsBadgeExpires", { when: dates.relative(entry.expiresAt, now) })}
        </Label>
      )}
      {entry.lastUsedAt === null && (
        <Label color="blue" isCompact>
          {t("appPasswordsBadgeNeverUsed")}
        </Label>
      )}
      {expiry === "soon" && onReplace && (
        <Button
          id={replaceId}
          variant="secondary"
          size="sm"
          aria-labelledby={`${replaceId} ${id}`}
          onClick={onReplace}
        >
          {t("appPasswordsReplace")}
        </Button>
      )}
    </div>
  );
}
