import { DataList } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { filtered, longUnused, sorted, UNUSED_DAYS, type ListView } from "../model/listing";
import { serviceNames } from "../model/overview";
import { useDates } from "../shared/useDates";
import { useNameOf } from "../shared/useNameOf";
import { useNow } from "../shared/useNow";
import { EntryRow, type EntryActions } from "./EntryRow";
import { ListControls } from "./ListControls";

type Props = {
  overview: Overview;
  view: ListView;
  onView: (view: ListView) => void;
  /** The ID of the one that was created on this page just now. */
  newest: string | undefined;
  canStart: boolean;
} & EntryActions;

/** The user's app passwords, sorted and filtered. */
export function AppPasswordList({ overview, view, onView, newest, canStart, ...actions }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const { appPasswords } = overview;
  const nameOf = useNameOf();
  const dates = useDates();
  const unused = longUnused(appPasswords, useNow());
  // The name that is shown for an entry without one can be found as well.
  const shownTexts = (entry: AppPassword) =>
    [nameOf(entry), ...serviceNames(overview, entry.clients ?? [])].join(" ");
  const chosen = view.unusedOnly ? unused : appPasswords;
  const shown = sorted(filtered(chosen, text, shownTexts, i18n.language), view.order, i18n.language);

  return (
    <>
      <ListControls
        view={view}
        onView={onView}
        hasUnused={unused.length > 0}
        text={text}
        onText={setText}
        shown={shown.length}
        total={appPasswords.length}
      />
      {shown.length === 0 ? (
        <p data-testid="app-passwords/no-match">
          {text.trim() === ""
            ? t("appPasswordsFilterUnusedNone", { days: dates.number(UNUSED_DAYS) })
            : t("appPasswordsFilterNone", { text })}
        </p>
      ) : (
        <DataList aria-label={t("appPasswordsListLabel")} data-testid="app-passwords/list">
          {shown.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              overview={overview}
              isNew={entry.id === newest}
              canStart={canStart}
              {...actions}
            />
          ))}
        </DataList>
      )}
      {appPasswords.some(({ lastUsedAt }) => lastUsedAt !== null) && (
        <p className="app-passwords-hint">{t("appPasswordsLastUsedHint")}</p>
      )}
    </>
  );
}
