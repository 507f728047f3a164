import { DataList } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppPassword, Overview } from "../api/types";
import { filtered, sorted, type SortOrder } from "../model/listing";
import { serviceNames } from "../model/overview";
import { EntryRow, type EntryActions } from "./EntryRow";
import { ListControls } from "./ListControls";

type Props = { overview: Overview } & EntryActions;

/** The user's app passwords, sorted and filtered. */
export function AppPasswordList({ overview, ...actions }: Props) {
  const { t, i18n } = useTranslation();
  const [order, setOrder] = useState<SortOrder>("created");
  const [text, setText] = useState("");
  const { appPasswords } = overview;
  const servicesOf = ({ clients }: AppPassword) => serviceNames(overview, clients ?? []).join(" ");
  const shown = sorted(filtered(appPasswords, text, servicesOf, i18n.language), order, i18n.language);

  return (
    <>
      <ListControls
        order={order}
        onOrder={setOrder}
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
            <EntryRow key={entry.id} entry={entry} overview={overview} {...actions} />
          ))}
        </DataList>
      )}
    </>
  );
}
