import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppPassword, CreatedAppPassword, Overview } from "../api/types";
import { withoutSecret } from "../secret/withoutSecret";
import type { Draft } from "../policy/pendingAction";
import { SecretDialog } from "../secret/SecretDialog";
import { CreateForm } from "./CreateForm";

type Props = {
  overview: Overview;
  draft: Draft | undefined;
  onCreated: (entry: AppPassword) => void;
  onFailed: () => void;
  onClose: () => void;
};

/** Asks for name, services and lifetime, then shows the app password once. */
export function CreateDialog({ overview, draft, onCreated, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const [created, setCreated] = useState<CreatedAppPassword>();

  if (created) {
    return (
      <SecretDialog
        created={created}
        choices={[{ key: "done", label: t("appPasswordDone"), onChoose: onClose }]}
        onGone={onClose}
      />
    );
  }
  return (
    <CreateForm
      title={t("appPasswordCreateTitle")}
      overview={overview}
      draft={draft}
      pendingActionOf={(filledIn) => ({ kind: "create", draft: filledIn })}
      onCreated={(response) => {
        setCreated(response);
        onCreated(withoutSecret(response));
      }}
      onFailed={onFailed}
      onCancel={onClose}
    />
  );
}
