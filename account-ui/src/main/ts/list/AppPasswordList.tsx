import { DataList } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { filtered, sorted, type SortOrder } from "../model/listing";
import { serviceNames } from "../model/overview";
import { useNameOf } from "../shared/useNameOf";
import { EntryRow, type EntryActions } from "./EntryRow";
import { ListControls } from "./ListControls";

type Props = {
  overview: Overview;
  order: SortOrder;
  onOrder: (order: SortOrder) => void;
  /** The ID of the one that was created on this page just now. */
  newest: string | undefined;
  canStart: boolean;
} & EntryActions;

/** The user's app passwords, sorted and filtered. */
export function AppPasswordList({ overview, order, onOrder, newest, canStart, ...actions }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const { appPasswords } = overview;
  const nameOf = useNameOf();
  // The name that is shown for an entry without one can be found as well.
  const shownTexts = (entry: AppPassword) =>
    [nameOf(entry), ...serviceNames(overview, entry.clients ?? [])].join(" ");
  const shown = sorted(filtered(appPasswords, text, shownTexts, i18n.language), order, i18n.language);

  return (
    <>
      <ListControls
        order={order}
        onOrder={onOrder}
        text={text}
        onText={setText}
        shown={shown.length}
        total={appPasswords.length}
      />
      {shown.length === 0 ? (
        <p data-testid="app-passwords/no-match">{t("appPasswordsFilterNone", { text })}</p>
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
