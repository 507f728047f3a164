import { Timestamp, TimestampTooltipVariant } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { serviceNames } from "../model/overview";
import { useDates } from "../shared/useDates";
import { useNow } from "../shared/useNow";

type Props = { entry: AppPassword; overview: Overview };

/** How long ago an app password was last used. A tooltip has the exact time, the address and the service. */
export function LastUsed({ entry, overview }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const now = useNow();
  if (entry.lastUsedAt === null) {
    return t("appPasswordsNever");
  }
  const details = [
    dates.moment(entry.lastUsedAt),
    entry.lastUsedFrom && t("appPasswordsLastUsedFrom", { address: entry.lastUsedFrom }),
    entry.lastUsedClient &&
      t("appPasswordsLastUsedService", { service: serviceNames(overview, [entry.lastUsedClient])[0] }),
  ].filter((line) => line !== null && line !== "");

  return (
    <Timestamp
      date={new Date(entry.lastUsedAt)}
      tooltip={{
        variant: TimestampTooltipVariant.custom,
        content: details.map((line) => <div key={line}>{line}</div>),
      }}
    >
      {dates.relative(entry.lastUsedAt, now)}
    </Timestamp>
  );
}
