import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from "@patternfly/react-core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

type Props = { value: string; onChange: (value: string) => void; error: string | undefined };

export function NameField({ value, onChange, error }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    input.current?.focus();
  }, [error]);

  return (
    <FormGroup label={t("appPasswordName")} fieldId="app-password-name" isRequired>
      <TextInput
        ref={input}
        id="app-password-name"
        dir="auto"
        isRequired
        autoComplete="off"
        value={value}
        validated={error ? "error" : "default"}
        aria-describedby="app-password-name-hint"
        onChange={(_event, text) => onChange(text)}
      />
      <FormHelperText>
        <HelperText id="app-password-name-hint" isLiveRegion>
          <HelperTextItem variant={error ? "error" : "default"}>
            {error ?? t("appPasswordNameHint")}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
