import { useTranslation } from "react-i18next";
import { toApiError, type ApiError } from "../api/apiError";
import type { AppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { LastUsed } from "../list/LastUsed";
import { useNameOf } from "../shared/useNameOf";
import { ConfirmDialog } from "./ConfirmDialog";

type Props = {
  entry: AppPassword;
  overview: Overview;
  onDeleted: (entry: AppPassword) => void;
  onFailed: (error: ApiError, entry: AppPassword) => void;
  onClose: () => void;
};

/** Asks before one app password is deleted, and shows when it was last used. */
export function DeleteDialog({ entry, overview, onDeleted, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
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
      title={t("appPasswordsDeleteTitle", { name: nameOf(entry) })}
      confirmLabel={t("appPasswordsDelete")}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t("appPasswordsDeleteText")}</p>
      <dl className="app-passwords-facts">
        <div>
          <dt>{t("appPasswordsLastUsed")}</dt>
          <dd>
            <LastUsed entry={entry} overview={overview} />
          </dd>
        </div>
      </dl>
    </ConfirmDialog>
  );
}
