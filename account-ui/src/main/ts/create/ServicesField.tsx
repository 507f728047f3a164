import {
  Button,
  Checkbox,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Radio,
  SearchInput,
} from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Service } from "../api/types";
import {
  matching,
  optionsOf,
  OPTIONS_FILTER_FROM,
  type ServiceChoice,
  type ServiceOption,
} from "../model/services";

type Props = {
  services: readonly Service[];
  value: ServiceChoice;
  onChange: (choice: ServiceChoice) => void;
  /** Whether the user has to select a service first. */
  invalid: boolean;
};

/** All services, or single ones. */
export function ServicesField({ services, value, onChange, invalid }: Props) {
  const { t } = useTranslation();
  const { all, clients } = value;

  if (services.length === 0) {
    return <p>{invalid ? t("appPasswordErrorService") : t("appPasswordNoServices")}</p>;
  }
  return (
    <FormGroup role="group" label={t("appPasswordServices")} fieldId="app-password-services" isStack>
      <Radio
        id="app-password-services-all"
        name="app-password-services"
        label={t("appPasswordServicesAll")}
        isChecked={all}
        onChange={() => onChange({ all: true, clients })}
      />
      <Radio
        id="app-password-services-only"
        name="app-password-services"
        label={t("appPasswordServicesOnly")}
        isChecked={!all}
        onChange={() => onChange({ all: false, clients })}
      />
      {!all && <ServiceOptions options={optionsOf(services)} value={value} onChange={onChange} />}
      <FormHelperText>
        <HelperText isLiveRegion>
          <HelperTextItem variant={invalid ? "error" : "default"}>
            {invalid ? t("appPasswordErrorNoService") : t("appPasswordServicesHint")}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

type OptionsProps = {
  options: readonly ServiceOption[];
  value: ServiceChoice;
  onChange: (choice: ServiceChoice) => void;
};

/** One checkbox for each service or group. Long lists have a filter. */
function ServiceOptions({ options, value: { all, clients }, onChange }: OptionsProps) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const shown = matching(options, text, i18n.language);

  const select = (changed: readonly ServiceOption[], checked: boolean) => {
    const ids = changed.flatMap((option) => option.clients);
    const others = clients.filter((each) => !ids.includes(each));
    onChange({ all, clients: checked ? [...others, ...ids] : others });
  };

  return (
    <div role="group" aria-label={t("appPasswordServicesOnly")} className="app-passwords-services">
      {options.length >= OPTIONS_FILTER_FROM && (
        <SearchInput
          aria-label={t("appPasswordServicesFilter")}
          placeholder={t("appPasswordServicesFilter")}
          resetButtonLabel={t("appPasswordsFilterClear")}
          value={text}
          onChange={(_event, typed) => setText(typed)}
          onClear={() => setText("")}
          onKeyDown={(event) => {
            // Enter would send the form.
            if (event.key === "Enter") {
              event.preventDefault();
            }
          }}
        />
      )}
      {options.length > 1 && (
        <div className="app-passwords-services-select">
          <Button variant="link" isInline onClick={() => select(shown, true)}>
            {t("appPasswordServicesSelectAll")}
          </Button>
          <Button variant="link" isInline onClick={() => select(shown, false)}>
            {t("appPasswordServicesSelectNone")}
          </Button>
        </div>
      )}
      {shown.map((option) => (
        <Checkbox
          key={option.id}
          id={`app-password-service-${option.id}`}
          label={<bdi>{option.name}</bdi>}
          isChecked={stateOf(option, clients)}
          onChange={(_event, checked) => select([option], checked)}
        />
      ))}
      {shown.length === 0 && <p role="status">{t("appPasswordServicesFilterNone")}</p>}
    </div>
  );
}

/** Returns null if only a part of a group is selected. */
function stateOf(option: ServiceOption, clients: readonly string[]): boolean | null {
  const selected = option.clients.filter((each) => clients.includes(each)).length;
  return selected === 0 ? false : selected === option.clients.length ? true : null;
}
