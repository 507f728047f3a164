import { FormGroup, FormSelect, FormSelectOption } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { useDates } from "../shared/useDates";

/** The lifetime of an app password that works until the user deletes it. */
const NO_END = 0;

type Props = { choices: readonly number[]; value: number; onChange: (days: number) => void };

export function LifetimeField({ choices, value, onChange }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <FormGroup label={t("appPasswordLifetime")} fieldId="app-password-lifetime">
      <FormSelect
        id="app-password-lifetime"
        value={value}
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
    </FormGroup>
  );
}
