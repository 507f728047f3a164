import { useTranslation } from "react-i18next";
import { MAX_NAME_LENGTH, nameFault, type NameFault } from "../model/names";
import { useDates } from "./useDates";

/** What is wrong with a name that shall stand beside these others, for the user to read. */
export function useNameFaultText(name: string, others: readonly string[]): string | undefined {
  const { t } = useTranslation();
  const dates = useDates();
  const fault = nameFault(name, others);
  const texts: Record<NameFault, () => string> = {
    missing: () => t("appPasswordErrorNameMissing"),
    too_long: () => t("appPasswordsErrorNameTooLong", { max: dates.number(MAX_NAME_LENGTH) }),
    characters: () => t("appPasswordErrorNameCharacters"),
    taken: () => t("appPasswordsErrorNameTaken", { name: name.trim() }),
  };
  return fault && texts[fault]();
}
