import { useTranslation } from "react-i18next";
import { toApiError, type ApiError } from "../api/apiError";
import { useApi } from "../api/useApi";
import { useDates } from "../shared/useDates";
import { ConfirmDialog } from "./ConfirmDialog";

type Props = {
  /** How many there are. */
  count: number;
  onDeleted: () => void;
  onFailed: (error: ApiError) => void;
  onClose: () => void;
};

/** Asks before all app passwords are deleted, such as after the loss of several devices. */
export function DeleteAllDialog({ count, onDeleted, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const api = useApi();
  const remove = async () => {
    try {
      await api.deleteAll();
      onDeleted();
    } catch (thrown) {
      onFailed(toApiError(thrown));
    }
    onClose();
  };
  return (
    <ConfirmDialog
      title={t("appPasswordsDeleteAllTitle", { number: dates.number(count) })}
      confirmLabel={t("appPasswordsDeleteAll")}
      onConfirm={remove}
      onClose={onClose}
    >
      {t("appPasswordsDeleteAllText")}
    </ConfirmDialog>
  );
}
