import { Button, Text, TextContent } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/Dialog";
import { NOT_FOUND, toApiError, type ApiError } from "../api/apiError";
import type { AppPassword, CreatedAppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { CreateForm } from "../create/CreateForm";
import { nextName } from "../model/names";
import { choiceOf } from "../model/services";
import { SecretDialog } from "../secret/SecretDialog";
import { withoutSecret } from "../secret/withoutSecret";

type Props = {
  overview: Overview;
  old: AppPassword;
  onCreated: (entry: AppPassword) => void;
  onDeleted: (entry: AppPassword) => void;
  onRenamed: (entry: AppPassword) => void;
  onFailed: (error: ApiError, entry?: AppPassword) => void;
  onClose: () => void;
};

type Step =
  | { at: "create" }
  | { at: "secret"; created: CreatedAppPassword }
  | { at: "works"; replacement: AppPassword }
  | { at: "name"; replacement: AppPassword };

/**
 * Replaces an app password. The old one is deleted only after the user confirms that the new one works, so that the
 * device always has one that works. After that, its name can be used again.
 */
export function ReplaceDialog(props: Props) {
  const { overview, old, onCreated, onDeleted, onRenamed, onFailed, onClose } = props;
  const { t } = useTranslation();
  const api = useApi();
  const [step, setStep] = useState<Step>({ at: "create" });
  const [busy, setBusy] = useState(false);

  const deleteOld = async (replacement: AppPassword) => {
    setBusy(true);
    try {
      await api.delete(old.id);
      onDeleted(old);
      setStep({ at: "name", replacement });
    } catch (thrown) {
      const error = toApiError(thrown);
      onFailed(error, old);
      if (error.code === NOT_FOUND) {
        setStep({ at: "name", replacement });
      }
    }
    setBusy(false);
  };
  const takeOldName = async (replacement: AppPassword) => {
    setBusy(true);
    try {
      onRenamed(await api.rename(replacement.id, old.name));
    } catch (thrown) {
      onFailed(toApiError(thrown), replacement);
    }
    onClose();
  };

  switch (step.at) {
    case "create":
      return (
        <Dialog
          title={t("appPasswordsReplaceTitle", { name: old.name })}
          description={t("appPasswordsReplaceText")}
          onClose={onClose}
        >
          <CreateForm
            overview={overview}
            draft={{
              name: nextName(
                old.name,
                overview.appPasswords.map(({ name }) => name),
                overview.policy.maxNameLength,
              ),
              services: choiceOf(old.clients),
              lifetimeDays: overview.policy.defaultLifetimeDays,
            }}
            fixedServices
            submitLabel={t("appPasswordCreate")}
            pendingActionOf={() => ({ kind: "replace", id: old.id })}
            onCreated={(created) => {
              setStep({ at: "secret", created });
              onCreated(withoutSecret(created));
            }}
            onFailed={() => undefined}
            onCancel={onClose}
          />
        </Dialog>
      );
    case "secret":
      return (
        <SecretDialog
          created={step.created}
          onDone={() => setStep({ at: "works", replacement: withoutSecret(step.created) })}
        />
      );
    case "works":
      return (
        <Question
          title={t("appPasswordsReplaceWorksTitle")}
          text={t("appPasswordsReplaceWorksText", { name: old.name })}
          yes={t("appPasswordsReplaceDelete")}
          no={t("appPasswordsReplaceKeep")}
          busy={busy}
          onYes={() => deleteOld(step.replacement)}
          onNo={onClose}
        />
      );
    case "name":
      return (
        <Question
          title={t("appPasswordsReplaceNameTitle")}
          text={t("appPasswordsReplaceNameText", { name: old.name, newName: step.replacement.name })}
          yes={t("appPasswordsReplaceNameUse", { name: old.name })}
          no={t("appPasswordsReplaceNameKeep", { name: step.replacement.name })}
          busy={busy}
          onYes={() => takeOldName(step.replacement)}
          onNo={onClose}
        />
      );
  }
}

type QuestionProps = {
  title: string;
  text: string;
  yes: string;
  no: string;
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
};

function Question({ title, text, yes, no, busy, onYes, onNo }: QuestionProps) {
  return (
    <Dialog
      title={title}
      onClose={onNo}
      actions={[
        <Button key="yes" onClick={onYes} isLoading={busy} isDisabled={busy}>
          {yes}
        </Button>,
        <Button key="no" variant="link" onClick={onNo}>
          {no}
        </Button>,
      ]}
    >
      <TextContent>
        <Text>{text}</Text>
      </TextContent>
    </Dialog>
  );
}
