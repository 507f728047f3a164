import { useTranslation } from "react-i18next";
import { problemOf, type Problem } from "../api/problem";
import type { AppPassword } from "../api/types";
import { useApi } from "../api/useApi";
import { ConfirmDialog } from "./ConfirmDialog";

type Props = {
  entry: AppPassword;
  onDeleted: (entry: AppPassword) => void;
  onFailed: (problem: Problem, entry: AppPassword) => void;
  onClose: () => void;
};

/** Names what is about to go. */
export function DeleteDialog({ entry, onDeleted, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const remove = async () => {
    try {
      await api.delete(entry.id);
      onDeleted(entry);
    } catch (thrown) {
      onFailed(problemOf(thrown), entry);
    }
    onClose();
  };
  return (
    <ConfirmDialog
      title={t("appPasswordsDeleteTitle", { name: entry.name })}
      confirmLabel={t("appPasswordsDelete")}
      onConfirm={remove}
      onClose={onClose}
    >
      {t("appPasswordsDeleteText")}
    </ConfirmDialog>
  );
}
