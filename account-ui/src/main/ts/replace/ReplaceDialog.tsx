import { Button, Text, TextContent } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/Dialog";
import { NOT_FOUND, SIGNED_OUT, toApiError, type ApiError } from "../api/apiError";
import { apiErrorText } from "../api/apiErrorText";
import type { AppPassword, CreatedAppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { CreateForm } from "../create/CreateForm";
import { expiryOf } from "../model/expiry";
import { isUnnamed, nextName } from "../model/names";
import { choiceOfNetworks } from "../model/networks";
import { choiceOf, withoutMissing } from "../model/services";
import type { Draft } from "../policy/pendingAction";
import { SecretDialog } from "../secret/SecretDialog";
import { useNameOf } from "../shared/useNameOf";
import { useNow } from "../shared/useNow";
import { withoutSecret } from "../secret/withoutSecret";

type Props = {
  overview: Overview;
  old: AppPassword;
  /** What the user had filled in before a new sign-in. */
  draft: Draft | undefined;
  onCreated: (entry: AppPassword) => void;
  onDeleted: (entry: AppPassword) => void;
  onRenamed: (entry: AppPassword) => void;
  onCreationFailed: () => void;
  onFailed: (error: ApiError, entry?: AppPassword) => void;
  onClose: () => void;
};

type Step =
  { at: "create" } | { at: "secret"; created: CreatedAppPassword } | { at: "name"; replacement: AppPassword };

/**
 * Replaces an app password. The new one stays visible until the user confirms that it works and deletes the old one, so
 * that the device always has one that works. After that, the old name can be used again.
 */
export function ReplaceDialog(props: Props) {
  const { overview, old, draft, onCreated, onDeleted, onRenamed, onCreationFailed, onFailed, onClose } =
    props;
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const api = useApi();
  const [step, setStep] = useState<Step>({ at: "create" });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const services = withoutMissing(choiceOf(old.clients), overview.services);
  const isForSameServices = services.clients.length === (old.clients ?? []).length;
  const expired = expiryOf(old, useNow()) === "expired";

  const offerOldName = (replacement: AppPassword) => {
    if (isUnnamed(old.name)) {
      onClose();
    } else {
      setStep({ at: "name", replacement });
    }
  };
  const deleteOld = async (replacement: AppPassword) => {
    setBusy(true);
    setFailure("");
    try {
      await api.delete(old.id);
      onDeleted(old);
      offerOldName(replacement);
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code === NOT_FOUND) {
        onFailed(error, old);
        offerOldName(replacement);
      } else if (error.code === SIGNED_OUT) {
        onFailed(error, old);
        onClose();
      } else {
        // In the dialog: screen readers do not read what is behind it.
        setFailure(apiErrorText(t, error));
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
        <CreateForm
          title={t("appPasswordsReplaceTitle", { name: nameOf(old) })}
          description={
            isForSameServices
              ? expired
                ? t("appPasswordsReplaceExpiredText")
                : t("appPasswordsReplaceText")
              : undefined
          }
          overview={overview}
          draft={{
            name: nextName(
              old.name,
              overview.appPasswords.map(({ name }) => name),
              overview.policy.maxNameLength,
            ),
            lifetimeDays: overview.policy.defaultLifetimeDays,
            networks: choiceOfNetworks(old.networks),
            services,
            ...(draft && (isForSameServices ? { ...draft, services } : draft)),
          }}
          fixedServices={isForSameServices}
          pendingActionOf={(filledIn) => ({ kind: "replace", id: old.id, draft: filledIn })}
          onCreated={(created) => {
            setStep({ at: "secret", created });
            onCreated(withoutSecret(created));
          }}
          onFailed={onCreationFailed}
          onCancel={onClose}
        />
      );
    case "secret":
      return (
        <SecretDialog
          created={step.created}
          advice={
            expired
              ? t("appPasswordsReplaceExpiredAdvice", { name: nameOf(old) })
              : t("appPasswordsReplaceAdvice", { name: nameOf(old) })
          }
          failure={failure}
          choices={[
            {
              key: "delete",
              label: t("appPasswordsReplaceDelete"),
              isBusy: busy,
              onChoose: () => deleteOld(withoutSecret(step.created)),
            },
            { key: "keep", label: t("appPasswordsReplaceKeep"), variant: "secondary", onChoose: onClose },
          ]}
          onGone={onClose}
        />
      );
    case "name":
      return (
        <Question
          title={t("appPasswordsReplaceNameTitle")}
          text={t("appPasswordsReplaceNameText", { name: nameOf(old), newName: step.replacement.name })}
          yes={t("appPasswordsReplaceNameUse")}
          no={t("appPasswordsReplaceNameKeep")}
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
      // The server may have renamed the app password already, so the question waits for the response.
      onClose={() => busy || onNo()}
      actions={[
        <Button key="yes" onClick={onYes} isLoading={busy} isDisabled={busy}>
          {yes}
        </Button>,
        <Button key="no" variant="link" isDisabled={busy} onClick={onNo}>
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
