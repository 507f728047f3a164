import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { expiryOf } from "../model/expiry";
import { serviceNames } from "../model/overview";
import { useDates } from "../shared/useDates";
import { useNow } from "../shared/useNow";
import { LastUsed } from "./LastUsed";

type Props = { entry: AppPassword; overview: Overview };

/** The services, networks and dates of an app password, and why it does not work. */
export function EntryFacts({ entry, overview }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const expired = expiryOf(entry, useNow()) === "expired";
  return (
    <>
      {entry.clients === null ? (
        <p>{t("appPasswordWarningUnreadableText")}</p>
      ) : (
        expired && (
          <p>
            {entry.expiredUnused ? t("appPasswordWarningUnusedText") : t("appPasswordWarningExpiredText")}
          </p>
        )
      )}
      <dl className="app-passwords-facts">
        <div>
          <dt>{t("appPasswordServices")}</dt>
          <dd>
            {entry.clients === null
              ? t("appPasswordsUnknown")
              : entry.clients.length === 0
                ? t("appPasswordsAllServices")
                : dates.list(serviceNames(overview, entry.clients))}
          </dd>
        </div>
        {entry.networks !== null && entry.networks.length > 0 && (
          <div>
            <dt>{t("appPasswordNetworks")}</dt>
            <dd dir="ltr">{dates.list(entry.networks)}</dd>
          </div>
        )}
        <div>
          <dt>{t("appPasswordsCreated")}</dt>
          <dd>{dates.day(entry.createdAt)}</dd>
        </div>
        <div>
          <dt>{t("appPasswordsLastUsed")}</dt>
          <dd>
            <LastUsed entry={entry} overview={overview} />
          </dd>
        </div>
        <div>
          <dt>{expired ? t("appPasswordsBadgeExpired") : t("appPasswordsExpires")}</dt>
          <dd>{entry.expiresAt === null ? t("appPasswordsNever") : dates.day(entry.expiresAt)}</dd>
        </div>
      </dl>
    </>
  );
}
