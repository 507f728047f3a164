import { Button, Text, TextContent } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/Dialog";
import { NOT_FOUND, problemOf, type Problem } from "../api/problem";
import type { AppPassword, CreatedAppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { CreateForm } from "../create/CreateForm";
import { lifetimes } from "../model/lifetimes";
import { nextName } from "../model/names";
import { SecretDialog } from "../secret/SecretDialog";
import { withoutSecret } from "../secret/withoutSecret";

type Props = {
  overview: Overview;
  old: AppPassword;
  onCreated: (entry: AppPassword) => void;
  onDeleted: (entry: AppPassword) => void;
  onRenamed: (entry: AppPassword) => void;
  onFailed: (problem: Problem, entry?: AppPassword) => void;
  onClose: () => void;
};

type Step =
  | { at: "create" }
  | { at: "secret"; created: CreatedAppPassword }
  | { at: "works"; fresh: AppPassword }
  | { at: "name"; fresh: AppPassword };

/**
 * A new app password in place of an old one: created beside it, so that the device never stands without; the old one is
 * deleted only when the user says that the new one works; and then its name is free again.
 */
export function ReplaceDialog(props: Props) {
  const { overview, old, onCreated, onDeleted, onRenamed, onFailed, onClose } = props;
  const { t } = useTranslation();
  const api = useApi();
  const [step, setStep] = useState<Step>({ at: "create" });
  const [busy, setBusy] = useState(false);

  const deleteOld = async (fresh: AppPassword) => {
    setBusy(true);
    try {
      await api.delete(old.id);
      onDeleted(old);
      setStep({ at: "name", fresh });
    } catch (thrown) {
      const problem = problemOf(thrown);
      onFailed(problem, old);
      if (problem.code === NOT_FOUND) {
        setStep({ at: "name", fresh });
      }
    }
    setBusy(false);
  };
  const takeOldName = async (fresh: AppPassword) => {
    setBusy(true);
    try {
      onRenamed(await api.rename(fresh.id, old.name));
    } catch (thrown) {
      onFailed(problemOf(thrown), fresh);
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
              ),
              clients: old.clients ?? [],
              lifetimeDays: lifetimes(overview.policy).first,
            }}
            fixedServices
            submitLabel={t("appPasswordCreate")}
            errandOf={() => ({ kind: "replace", id: old.id })}
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
          onDone={() => setStep({ at: "works", fresh: withoutSecret(step.created) })}
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
          onYes={() => deleteOld(step.fresh)}
          onNo={onClose}
        />
      );
    case "name":
      return (
        <Question
          title={t("appPasswordsReplaceNameTitle")}
          text={t("appPasswordsReplaceNameText", { name: old.name, newName: step.fresh.name })}
          yes={t("appPasswordsReplaceNameUse", { name: old.name })}
          no={t("appPasswordsReplaceNameKeep", { name: step.fresh.name })}
          busy={busy}
          onYes={() => takeOldName(step.fresh)}
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
