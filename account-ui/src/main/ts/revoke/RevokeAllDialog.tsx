import { useTranslation } from "react-i18next";
import { problemOf, type Problem } from "../api/problem";
import { useApi } from "../api/useApi";
import { ConfirmDialog } from "./ConfirmDialog";

type Props = { onRevoked: () => void; onFailed: (problem: Problem) => void; onClose: () => void };

/** For whoever has lost more than one device. */
export function RevokeAllDialog({ onRevoked, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const revoke = async () => {
    try {
      await api.deleteAll();
      onRevoked();
    } catch (thrown) {
      onFailed(problemOf(thrown));
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
