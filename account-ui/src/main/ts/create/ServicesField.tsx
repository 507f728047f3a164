import {
  Checkbox,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Radio,
} from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Service } from "../api/types";
import type { ServiceChoice } from "../model/services";

type Props = {
  services: readonly Service[];
  value: ServiceChoice;
  onChange: (choice: ServiceChoice) => void;
  /** Whether the user has to select a service first. */
  invalid: boolean;
};

/** All services, or single ones. */
export function ServicesField({ services, value: { all, clients }, onChange, invalid }: Props) {
  const { t } = useTranslation();

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
      {!all && (
        <div role="group" aria-label={t("appPasswordServicesOnly")} className="app-passwords-services">
          {services.map(({ clientId, name }) => (
            <Checkbox
              key={clientId}
              id={`app-password-service-${clientId}`}
              label={<bdi>{name}</bdi>}
              isChecked={clients.includes(clientId)}
              onChange={(_event, checked) =>
                onChange({
                  all,
                  clients: checked ? [...clients, clientId] : clients.filter((each) => each !== clientId),
                })
              }
            />
          ))}
        </div>
      )}
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
