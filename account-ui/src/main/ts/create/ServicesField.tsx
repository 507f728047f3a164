import { Checkbox, FormGroup, FormHelperText, HelperText, HelperTextItem } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { Service } from "../api/types";

type Props = {
  services: readonly Service[];
  /** The clientIds that are ticked. */
  ticks: readonly string[];
  onChange: (ticks: string[]) => void;
  fault: boolean;
};

/** The services to choose from. */
export function ServicesField({ services, ticks, onChange, fault }: Props) {
  const { t } = useTranslation();

  if (services.length === 0) {
    return <p>{t("appPasswordNoServices")}</p>;
  }
  return (
    <FormGroup role="group" label={t("appPasswordServices")} fieldId="app-password-services" isStack>
      {services.map(({ clientId, name }) => (
        <Checkbox
          key={clientId}
          id={`app-password-service-${clientId}`}
          label={<bdi>{name}</bdi>}
          isChecked={ticks.includes(clientId)}
          onChange={(_event, ticked) =>
            onChange(ticked ? [...ticks, clientId] : ticks.filter((each) => each !== clientId))
          }
        />
      ))}
      <FormHelperText>
        <HelperText isLiveRegion>
          <HelperTextItem variant={fault ? "error" : "default"}>
            {fault ? t("appPasswordsErrorNoService") : t("appPasswordsServicesHint")}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

/** All of them ticked. */
export function allServices(services: readonly Service[]): string[] {
  return services.map(({ clientId }) => clientId);
}

/** The services of an app password: all ticked are written as none, so that later ones are included. */
export function clientsOf(ticks: readonly string[], services: readonly Service[]): string[] {
  const ticked = allServices(services).filter((clientId) => ticks.includes(clientId));
  return ticked.length === services.length ? [] : ticked;
}

/** The other way round; without services that are gone. */
export function ticksOf(clients: readonly string[], services: readonly Service[]): string[] {
  const all = allServices(services);
  return clients.length === 0 ? all : all.filter((clientId) => clients.includes(clientId));
}
