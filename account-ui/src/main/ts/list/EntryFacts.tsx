import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { serviceNames } from "../model/overview";
import { useDates } from "../shared/useDates";
import { LastUsed } from "./LastUsed";

type Props = { entry: AppPassword; overview: Overview };

/** The services and dates of an app password. */
export function EntryFacts({ entry, overview }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
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
        <dt>{t("appPasswordsExpires")}</dt>
        <dd>{entry.expiresAt === null ? t("appPasswordsNever") : dates.day(entry.expiresAt)}</dd>
      </div>
    </dl>
  );
}
