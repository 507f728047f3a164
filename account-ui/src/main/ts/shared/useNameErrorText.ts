import { useTranslation } from "react-i18next";
import { nameError, type NameError } from "../model/names";
import { useDates } from "./useDates";

/** Returns what is wrong with a name for an app password beside these others, in the user's language. */
export function useNameErrorText(
  name: string,
  others: readonly string[],
  maxLength: number,
): string | undefined {
  const { t } = useTranslation();
  const dates = useDates();
  const error = nameError(name, others, maxLength);
  const texts: Record<NameError, () => string> = {
    missing: () => t("appPasswordErrorNameMissing"),
    too_long: () => t("appPasswordsErrorNameTooLong", { max: dates.number(maxLength) }),
    characters: () => t("appPasswordErrorNameCharacters"),
    taken: () => t("appPasswordsErrorNameTaken", { name: name.trim() }),
  };
  return error && texts[error]();
}
