import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Dates } from "../model/dates";

/** Returns formats for times and numbers in the user's language. */
export function useDates(): Dates {
  const { i18n } = useTranslation();
  return useMemo(() => new Dates(i18n.language), [i18n.language]);
}
