import {
  Checkbox,
  FormSelect,
  FormSelectOption,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FILTER_FROM, SORT_ORDERS, UNUSED_DAYS, type ListView, type SortOrder } from "../model/listing";
import { useDates } from "../shared/useDates";

type Props = {
  view: ListView;
  onView: (view: ListView) => void;
  /** Whether any entry was not used for long. */
  hasUnused: boolean;
  text: string;
  onText: (text: string) => void;
  shown: number;
  total: number;
};

/**
 * Sorting, for two or more entries, and two filters: by text, for eight or more entries, and by the last use, if it finds
 * any. A filter that is on stays visible while entries are deleted, because it hides others; the one by the last use also
 * afterwards, because it has the focus then.
 */
export function ListControls({ view, onView, hasUnused, text, onText, shown, total }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const labels: Record<SortOrder, string> = {
    created: t("appPasswordsSortCreated"),
    name: t("appPasswordsSortName"),
    lastUsed: t("appPasswordsSortLastUsed"),
    unused: t("appPasswordsSortUnused"),
    expires: t("appPasswordsSortExpires"),
  };
  const [wasUnusedOnly, setWasUnusedOnly] = useState(view.unusedOnly);
  if (view.unusedOnly && !wasUnusedOnly) {
    setWasUnusedOnly(true);
  }
  const isFiltered = view.unusedOnly || text.trim() !== "";
  if (total < 2 && !isFiltered && !wasUnusedOnly) {
    return null;
  }
  return (
    <Toolbar className="app-passwords-controls">
      <ToolbarContent>
        {(total >= FILTER_FROM || text !== "") && (
          <ToolbarItem variant="search-filter">
            <SearchInput
              aria-label={t("appPasswordsFilter")}
              placeholder={t("appPasswordsFilter")}
              resetButtonLabel={t("appPasswordsFilterClear")}
              value={text}
              onChange={(_event, value) => onText(value)}
              onClear={() => onText("")}
            />
          </ToolbarItem>
        )}
        <ToolbarItem>
          <FormSelect
            aria-label={t("appPasswordsSort")}
            data-testid="app-passwords/sort"
            value={view.order}
            onChange={(_event, value) => onView({ ...view, order: value as SortOrder })}
          >
            {SORT_ORDERS.map((each) => (
              <FormSelectOption key={each} value={each} label={labels[each]} />
            ))}
          </FormSelect>
        </ToolbarItem>
        {(hasUnused || wasUnusedOnly) && (
          <ToolbarItem alignSelf="center">
            <Checkbox
              id="app-passwords-unused-only"
              label={t("appPasswordsFilterUnused", { days: dates.number(UNUSED_DAYS) })}
              isChecked={view.unusedOnly}
              onChange={(_event, unusedOnly) => onView({ ...view, unusedOnly })}
            />
          </ToolbarItem>
        )}
        <ToolbarItem alignSelf="center">
          <span role="status" data-testid="app-passwords/shown">
            {isFiltered &&
              t("appPasswordsFilterResult", { shown: dates.number(shown), total: dates.number(total) })}
          </span>
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
