import { useTranslation } from "react-i18next";
import { toApiError, type ApiError } from "../api/apiError";
import { useApi } from "../api/useApi";
import { ConfirmDialog } from "./ConfirmDialog";

type Props = { onRevoked: () => void; onFailed: (error: ApiError) => void; onClose: () => void };

/** Asks before all app passwords are revoked, such as after the loss of several devices. */
export function RevokeAllDialog({ onRevoked, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const revoke = async () => {
    try {
      await api.deleteAll();
      onRevoked();
    } catch (thrown) {
      onFailed(toApiError(thrown));
    }
    onClose();
  };
  return (
    <ConfirmDialog
      title={t("appPasswordsRevokeAllTitle")}
      confirmLabel={t("appPasswordsRevokeAll")}
      onConfirm={revoke}
      onClose={onClose}
    >
      {t("appPasswordsRevokeAllText")}
    </ConfirmDialog>
  );
}
