import {
  Button,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { suggestedNames } from "./suggestedNames";

type Props = {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  /** Names that are not suggested. */
  taken: readonly string[];
};

/** The name, with suggestions that fill it in. */
export function NameField({ value, onChange, error, taken }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    input.current?.focus();
  }, []);

  const choose = (name: string) => {
    onChange(name);
    input.current?.focus();
  };

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
      <div role="group" aria-label={t("appPasswordsSuggestions")} className="app-passwords-suggestions">
        {suggestedNames(navigator.userAgent, taken).map((name) => (
          <Button key={name} variant="secondary" size="sm" translate="no" onClick={() => choose(name)}>
            {name}
          </Button>
        ))}
      </div>
    </FormGroup>
  );
}
