import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { serviceNames } from "../model/overview";
import { useDates } from "../shared/useDates";
import { useNow } from "../shared/useNow";

type Props = { entry: AppPassword; overview: Overview };

/** How long ago an app password was last used, with the time, the service and the address. */
export function LastUsed({ entry, overview }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const now = useNow();
  const { lastUsedAt, lastUsedFrom, lastUsedClient } = entry;
  if (lastUsedAt === null) {
    return t("appPasswordsNever");
  }
  return (
    <>
      {dates.ago(lastUsedAt, now)}
      <div className="app-passwords-details">
        <div>{dates.moment(lastUsedAt)}</div>
        {lastUsedClient && <bdi>{serviceNames(overview, [lastUsedClient])[0]}</bdi>}
        {lastUsedFrom && <div>{t("appPasswordsLastUsedFrom", { address: lastUsedFrom })}</div>}
      </div>
    </>
  );
}
