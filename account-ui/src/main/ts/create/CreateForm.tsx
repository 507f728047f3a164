import { ActionGroup, Button, Form } from "@patternfly/react-core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { toApiError, type ApiError } from "../api/apiError";
import type { CreatedAppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { ALL_SERVICES, clientsOf } from "../model/services";
import type { Draft, PendingAction } from "../policy/pendingAction";
import { useNameErrorText } from "../shared/useNameErrorText";
import { CreateError } from "./CreateError";
import { LifetimeField } from "./LifetimeField";
import { NameField } from "./NameField";
import { ServicesField } from "./ServicesField";

type Props = {
  overview: Overview;
  /** The initial values of the form. */
  draft: Draft | undefined;
  /** The user cannot change the services of the draft. */
  fixedServices?: boolean;
  submitLabel: string;
  /** Returns the action to resume if a new sign-in is required first. */
  pendingActionOf: (draft: Draft) => PendingAction;
  onCreated: (created: CreatedAppPassword) => void;
  onFailed: () => void;
  onCancel: () => void;
};

/** Name, services and lifetime of a new app password. */
export function CreateForm(props: Props) {
  const {
    overview,
    draft,
    fixedServices = false,
    submitLabel,
    pendingActionOf,
    onCreated,
    onFailed,
    onCancel,
  } = props;
  const { t } = useTranslation();
  const api = useApi();
  const { lifetimeChoicesDays, defaultLifetimeDays, maxNameLength } = overview.policy;
  const [name, setName] = useState(draft?.name ?? "");
  const [services, setServices] = useState(draft?.services ?? ALL_SERVICES);
  const [lifetimeDays, setLifetimeDays] = useState(
    draft && lifetimeChoicesDays.includes(draft.lifetimeDays) ? draft.lifetimeDays : defaultLifetimeDays,
  );
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();

  const nameError = useNameErrorText(
    name,
    overview.appPasswords.map((entry) => entry.name),
    maxNameLength,
  );
  const clients = clientsOf(services);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (nameError || !clients || busy) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      onCreated(await api.create({ name: name.trim(), clients, lifetimeDays }));
    } catch (thrown) {
      setError(toApiError(thrown));
      setBusy(false);
      // The policy may have changed, or the response that contained a new app password may have been lost.
      onFailed();
    }
  };

  return (
    <Form onSubmit={create} noValidate>
      {error && (
        <CreateError
          error={error}
          policy={overview.policy}
          pendingAction={pendingActionOf({ name: name.trim(), services, lifetimeDays })}
        />
      )}
      <NameField value={name} onChange={setName} error={submitted ? nameError : undefined} />
      {!fixedServices && (
        <ServicesField
          services={overview.services}
          value={services}
          onChange={setServices}
          invalid={submitted && !clients}
        />
      )}
      <LifetimeField choices={lifetimeChoicesDays} value={lifetimeDays} onChange={setLifetimeDays} />
      <ActionGroup>
        <Button type="submit" isLoading={busy} isDisabled={busy}>
          {submitLabel}
        </Button>
        <Button variant="link" onClick={onCancel}>
          {t("appPasswordsCancel")}
        </Button>
      </ActionGroup>
    </Form>
  );
}
