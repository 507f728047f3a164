import { Button } from "@patternfly/react-core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/Dialog";

type Props = {
  title: string;
  confirmLabel: string;
  /** Runs the action and closes the dialog. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before an action that cannot be undone. */
export function ConfirmDialog({ title, confirmLabel, onConfirm, onClose, children }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await onConfirm();
  };
  return (
    <Dialog
      title={title}
      titleIconVariant="warning"
      onClose={() => busy || onClose()}
      actions={[
        <Button
          key="confirm"
          variant="danger"
          onClick={confirm}
          isLoading={busy}
          isDisabled={busy}
          spinnerAriaValueText={confirmLabel}
          spinnerAriaLabel={confirmLabel}
        >
          {confirmLabel}
        </Button>,
        <Button key="cancel" variant="link" isDisabled={busy} onClick={onClose}>
          {t("appPasswordsCancel")}
        </Button>,
      ]}
    >
      {children}
    </Dialog>
  );
}
