import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
} from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { ServiceOption } from "../model/services";
import { useDates } from "../shared/useDates";

/** The lifetime of an app password that works until the user deletes it. */
const NO_END = 0;

type Props = {
  choices: readonly number[];
  value: number;
  /** The selected services that end an app password earlier than the realm does. */
  limits: readonly ServiceOption[];
  onChange: (days: number) => void;
};

export function LifetimeField({ choices, value, limits, onChange }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <FormGroup label={t("appPasswordLifetime")} fieldId="app-password-lifetime">
      <FormSelect
        id="app-password-lifetime"
        value={value}
        aria-describedby={limits.length > 0 ? "app-password-lifetime-limits" : undefined}
        onChange={(_event, days) => onChange(Number(days))}
      >
        {choices.map((days) => (
          <FormSelectOption
            key={days}
            value={days}
            label={days === NO_END ? t("appPasswordLifetimeNoEnd") : dates.days(days)}
          />
        ))}
      </FormSelect>
      <FormHelperText>
        <HelperText id="app-password-lifetime-limits" isLiveRegion>
          {limits.length > 0 && (
            <HelperTextItem>
              {t("appPasswordLifetimeLimits")}
              <ul className="app-passwords-limits">
                {limits.map(({ id, name, maxLifetimeDays }) => (
                  <li key={id}>
                    <bdi>{name}</bdi>: {dates.days(maxLifetimeDays)}
                  </li>
                ))}
              </ul>
            </HelperTextItem>
          )}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
