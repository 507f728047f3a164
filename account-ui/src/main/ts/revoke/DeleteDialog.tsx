import { useTranslation } from "react-i18next";
import { toApiError, type ApiError } from "../api/apiError";
import type { AppPassword } from "../api/types";
import { useApi } from "../api/useApi";
import { ConfirmDialog } from "./ConfirmDialog";

type Props = {
  entry: AppPassword;
  onDeleted: (entry: AppPassword) => void;
  onFailed: (error: ApiError, entry: AppPassword) => void;
  onClose: () => void;
};

/** Asks before one app password is deleted. */
export function DeleteDialog({ entry, onDeleted, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const remove = async () => {
    try {
      await api.delete(entry.id);
      onDeleted(entry);
    } catch (thrown) {
      onFailed(toApiError(thrown), entry);
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
