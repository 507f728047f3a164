import {
  Button,
  FormHelperText,
  HelperText,
  HelperTextItem,
  InputGroup,
  InputGroupItem,
  TextInput,
} from "@patternfly/react-core";
import { CheckIcon, TimesIcon } from "@patternfly/react-icons";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { toApiError, type ApiError } from "../api/apiError";
import type { AppPassword } from "../api/types";
import { useApi } from "../api/useApi";
import { isUnnamed } from "../model/names";
import { isComposing } from "../shared/isComposing";
import { useNameErrorText } from "../shared/useNameErrorText";
import { useNameOf } from "../shared/useNameOf";

type Props = {
  entry: AppPassword;
  headingId: string;
  others: readonly string[];
  maxNameLength: number;
  onRenamed: (entry: AppPassword) => void;
  onFailed: (error: ApiError) => void;
  onClose: () => void;
};

/** Replaces the name while the user edits it. Enter saves the new name, Escape discards it. */
export function NameEditor({ entry, headingId, others, maxNameLength, onRenamed, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const api = useApi();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(isUnnamed(entry.name) ? "" : entry.name);
  const [saving, setSaving] = useState(false);
  const error = useNameErrorText(name, others, maxNameLength);
  const errorId = `${headingId}-error`;

  useEffect(() => {
    // The menu returns the focus to its button first.
    const timer = setTimeout(() => input.current?.select());
    return () => clearTimeout(timer);
  }, []);

  // The server may have saved the new name already, so the editor waits for the response.
  const cancel = () => saving || onClose();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const newName = name.trim();
    if (error || saving) {
      return;
    }
    if (newName === entry.name) {
      onClose();
      return;
    }
    setSaving(true);
    try {
      onRenamed(await api.rename(entry.id, newName));
      onClose();
    } catch (thrown) {
      setSaving(false);
      onFailed(toApiError(thrown));
    }
  };

  return (
    <form onSubmit={save} className="app-passwords-name-editor">
      <span id={headingId} className="pf-v5-screen-reader">
        {nameOf(entry)}
      </span>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            ref={input}
            dir="auto"
            aria-label={t("appPasswordsRenameLabel", { name: nameOf(entry) })}
            aria-describedby={errorId}
            value={name}
            validated={error ? "error" : "default"}
            onChange={(_event, value) => setName(value)}
            onKeyDown={({ key, nativeEvent }) => key === "Escape" && !isComposing(nativeEvent) && cancel()}
          />
        </InputGroupItem>
        <InputGroupItem isPlain>
          <Button
            variant="plain"
            type="submit"
            aria-label={t("appPasswordsSave")}
            isDisabled={error !== undefined || saving}
          >
            <CheckIcon />
          </Button>
        </InputGroupItem>
        <InputGroupItem isPlain>
          <Button variant="plain" isDisabled={saving} onClick={cancel} aria-label={t("appPasswordsCancel")}>
            <TimesIcon />
          </Button>
        </InputGroupItem>
      </InputGroup>
      <FormHelperText>
        <HelperText id={errorId} isLiveRegion>
          {error && <HelperTextItem variant="error">{error}</HelperTextItem>}
        </HelperText>
      </FormHelperText>
    </form>
  );
}
