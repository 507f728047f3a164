import { Button, Form } from "@patternfly/react-core";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { SERVER_ERROR, toApiError, UNREACHABLE, type ApiError } from "../api/apiError";
import type { CreatedAppPassword, Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { EVERY_NETWORK, networksOf } from "../model/networks";
import {
  ALL_SERVICES,
  clientsOf,
  maxLifetimeOf,
  optionsOf,
  possibleLifetimes,
  selectedOf,
  withoutMissing,
} from "../model/services";
import type { Draft, PendingAction } from "../policy/pendingAction";
import { Dialog } from "../shared/Dialog";
import { useNameErrorText } from "../shared/useNameErrorText";
import { CreateError } from "./CreateError";
import { focusProblem } from "./focusProblem";
import { newIdempotencyKey } from "./idempotencyKey";
import { LifetimeField } from "./LifetimeField";
import { LostAnswer } from "./LostAnswer";
import { NameField } from "./NameField";
import { NetworksField } from "./NetworksField";
import { ServicesField } from "./ServicesField";
import { useNetworksErrorText } from "./useNetworksErrorText";

type Props = {
  title: string;
  description?: string | undefined;
  overview: Overview;
  /** The initial values of the form. */
  draft: Draft | undefined;
  /** The user cannot change the services of the draft. */
  fixedServices?: boolean;
  /** Returns the action to resume if a new sign-in is required first. */
  pendingActionOf: (draft: Draft) => PendingAction;
  onCreated: (created: CreatedAppPassword) => void;
  onFailed: () => void;
  onCancel: () => void;
};

const FORM = "app-password-form";

/** The dialog with name, services, lifetime and networks of a new app password. It stays open while the server creates one. */
export function CreateForm(props: Props) {
  const {
    title,
    description,
    overview,
    draft,
    fixedServices = false,
    pendingActionOf,
    onCreated,
    onFailed,
    onCancel,
  } = props;
  const { t } = useTranslation();
  const api = useApi();
  const { lifetimeChoicesDays, defaultLifetimeDays, maxNameLength } = overview.policy;
  const [name, setName] = useState(draft?.name ?? "");
  const [chosenServices, setServices] = useState(draft?.services ?? ALL_SERVICES);
  const [lifetimeDays, setLifetimeDays] = useState(
    draft && lifetimeChoicesDays.includes(draft.lifetimeDays) ? draft.lifetimeDays : defaultLifetimeDays,
  );
  const [networkChoice, setNetworkChoice] = useState(draft?.networks ?? EVERY_NETWORK);
  const [submitted, setSubmitted] = useState(false);
  const [unanswered, setUnanswered] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [rejections, setRejections] = useState(0);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useRef<HTMLFormElement>(null);
  const problem = useRef<HTMLDivElement>(null);

  const lost = error?.created;
  const taken = overview.appPasswords.map((entry) => entry.name);
  // Without an answer, this form may have created the app password with this name. Only the server knows.
  const nameError = useNameErrorText(name, busy || unanswered || lost ? [] : taken, maxNameLength);
  // A service that no longer exists has no checkbox with which the user could deselect it.
  const services = withoutMissing(chosenServices, overview.services);
  const clients = clientsOf(services);
  const lifetimes = possibleLifetimes(lifetimeChoicesDays, maxLifetimeOf(services, overview.services));
  // The services may allow only shorter lifetimes than the one that the user has chosen.
  const possibleDays = lifetimes.includes(lifetimeDays) ? lifetimeDays : (lifetimes.at(-1) ?? lifetimeDays);
  const limits = selectedOf(optionsOf(overview.services), services).filter(
    ({ maxLifetimeDays }) => maxLifetimeDays !== overview.policy.maxLifetimeDays,
  );
  const networks = networksOf(networkChoice, overview.currentNetwork);
  const networksError = useNetworksErrorText(networks, overview.policy.maxNetworks);

  useEffect(() => {
    if (rejections > 0) {
      focusProblem(problem.current, form.current);
    }
  }, [rejections]);

  const create = async (replaces?: string) => {
    setSubmitted(true);
    if (busy) {
      return;
    }
    if (nameError || !clients || networksError) {
      setError(undefined);
      setRejections((count) => count + 1);
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      onCreated(
        await api.create({
          name: name.trim(),
          clients,
          lifetimeDays: possibleDays,
          networks,
          idempotencyKey,
          ...(replaces === undefined ? {} : { replaces }),
        }),
      );
    } catch (thrown) {
      const failure = toApiError(thrown);
      setError(failure);
      setUnanswered((before) => before || [UNREACHABLE, SERVER_ERROR].includes(failure.code));
      setRejections((count) => count + 1);
      setBusy(false);
      // The policy may have changed, or the response that contained a new app password may have been lost.
      onFailed();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void create();
  };

  return (
    <Dialog
      title={title}
      description={description}
      // The server may have created the app password already, so the dialog waits until it can show it.
      onClose={() => busy || onCancel()}
      actions={[
        <Button
          key="create"
          type="submit"
          form={FORM}
          isLoading={busy}
          isDisabled={busy}
          spinnerAriaValueText={t("appPasswordsCreating")}
          spinnerAriaLabel={t("appPasswordsCreating")}
        >
          {t("appPasswordCreate")}
        </Button>,
        <Button key="cancel" variant="link" isDisabled={busy} onClick={onCancel}>
          {t("appPasswordsCancel")}
        </Button>,
      ]}
    >
      <Form ref={form} id={FORM} onSubmit={submit} noValidate>
        {error && (
          <div ref={problem} tabIndex={-1} className="app-passwords-problem">
            {lost ? (
              <LostAnswer name={lost.name} onCreateAnew={() => create(lost.id)} />
            ) : (
              <CreateError
                error={error}
                policy={overview.policy}
                pendingAction={pendingActionOf({
                  name: name.trim(),
                  services,
                  lifetimeDays,
                  networks: networkChoice,
                })}
              />
            )}
          </div>
        )}
        <NameField value={name} onChange={setName} error={submitted ? nameError : undefined} taken={taken} />
        {!fixedServices && (
          <ServicesField
            services={overview.services}
            value={services}
            onChange={setServices}
            invalid={submitted && !clients}
          />
        )}
        <LifetimeField choices={lifetimes} value={possibleDays} limits={limits} onChange={setLifetimeDays} />
        <NetworksField
          currentNetwork={overview.currentNetwork}
          value={networkChoice}
          onChange={setNetworkChoice}
          error={submitted ? networksError : undefined}
        />
      </Form>
    </Dialog>
  );
}
