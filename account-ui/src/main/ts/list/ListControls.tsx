import {
  FormSelect,
  FormSelectOption,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { FILTER_FROM, SORT_ORDERS, type SortOrder } from "../model/listing";
import { useDates } from "../shared/useDates";

type Props = {
  order: SortOrder;
  onOrder: (order: SortOrder) => void;
  text: string;
  onText: (text: string) => void;
  shown: number;
  total: number;
};

/** Sorting, for two or more entries, and filtering, for eight or more. */
export function ListControls({ order, onOrder, text, onText, shown, total }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const labels: Record<SortOrder, string> = {
    created: t("appPasswordsSortCreated"),
    name: t("appPasswordsSortName"),
    lastUsed: t("appPasswordsSortLastUsed"),
    unused: t("appPasswordsSortUnused"),
    expires: t("appPasswordsSortExpires"),
  };
  if (total < 2) {
    return null;
  }
  return (
    <Toolbar className="app-passwords-controls">
      <ToolbarContent>
        {total >= FILTER_FROM && (
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
            value={order}
            onChange={(_event, value) => onOrder(value as SortOrder)}
          >
            {SORT_ORDERS.map((each) => (
              <FormSelectOption key={each} value={each} label={labels[each]} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem alignSelf="center">
          <span role="status" data-testid="app-passwords/shown">
            {text.trim() !== "" &&
              t("appPasswordsFilterResult", { shown: dates.number(shown), total: dates.number(total) })}
          </span>
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
