import { ActionGroup, Button, Form } from "@patternfly/react-core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { problemOf, type Problem } from "../api/problem";
import type { CreatedAppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { lifetimes } from "../model/lifetimes";
import type { Draft, Errand } from "../policy/errand";
import { CreateProblem } from "./CreateProblem";
import { LifetimeField } from "./LifetimeField";
import { NameField } from "./NameField";
import { allServices, clientsOf, ServicesField, ticksOf } from "./ServicesField";
import { useNameFaultText } from "../shared/useNameFaultText";

type Props = {
  overview: Overview;
  /** What the form starts with. */
  draft: Draft | undefined;
  /** Whether the user chooses the services. */
  fixedServices?: boolean;
  submitLabel: string;
  /** What to come back for when a new sign-in is needed first. */
  errandOf: (filledIn: Draft) => Errand;
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
    errandOf,
    onCreated,
    onFailed,
    onCancel,
  } = props;
  const { t } = useTranslation();
  const api = useApi();
  const { choices, first } = lifetimes(overview.policy);
  const [name, setName] = useState(draft?.name ?? "");
  const [ticks, setTicks] = useState(() =>
    draft ? ticksOf(draft.clients, overview.services) : allServices(overview.services),
  );
  const [lifetimeDays, setLifetimeDays] = useState(
    draft && choices.includes(draft.lifetimeDays) ? draft.lifetimeDays : first,
  );
  const [complete, setComplete] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  const nameFault = useNameFaultText(
    name,
    overview.appPasswords.map((entry) => entry.name),
  );
  const servicesFault = overview.services.length > 0 && ticks.length === 0 && !fixedServices;
  const clients = fixedServices ? (draft?.clients ?? []) : clientsOf(ticks, overview.services);
  const wish = { name: name.trim(), clients, lifetimeDays };

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setComplete(true);
    if (nameFault || servicesFault || busy) {
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      onCreated(await api.create(wish));
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setBusy(false);
      // The policy may have changed; and an answer that was lost may have been a new app password.
      onFailed();
    }
  };

  return (
    <Form onSubmit={create} noValidate>
      {problem && <CreateProblem problem={problem} errand={errandOf(wish)} overview={overview} />}
      <NameField value={name} onChange={setName} fault={complete ? nameFault : undefined} />
      {!fixedServices && (
        <ServicesField
          services={overview.services}
          ticks={ticks}
          onChange={setTicks}
          fault={complete && servicesFault}
        />
      )}
      <LifetimeField choices={choices} value={lifetimeDays} onChange={setLifetimeDays} />
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
