import { useTranslation } from "react-i18next";
import type { AppPassword } from "../api/types";
import { isUnnamed } from "../model/names";

/** Returns a function that names an app password; one without a visible name is called that. */
export function useNameOf(): (entry: Pick<AppPassword, "name">) => string {
  const { t } = useTranslation();
  return ({ name }) => (isUnnamed(name) ? t("appPasswordUnnamed") : name);
}
