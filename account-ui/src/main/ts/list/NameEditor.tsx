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
import { problemOf, type Problem } from "../api/problem";
import type { AppPassword } from "../api/types";
import { useApi } from "../api/useApi";
import { useNameFaultText } from "../shared/useNameFaultText";

type Props = {
  entry: AppPassword;
  headingId: string;
  others: readonly string[];
  onRenamed: (entry: AppPassword) => void;
  onFailed: (problem: Problem) => void;
  onClose: () => void;
};

/** Takes the place of the name while the user changes it. Enter saves, Escape leaves it as it is. */
export function NameEditor({ entry, headingId, others, onRenamed, onFailed, onClose }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(entry.name);
  const [saving, setSaving] = useState(false);
  const fault = useNameFaultText(name, others);
  const faultId = `${headingId}-fault`;

  useEffect(() => {
    // The menu that led here gives the focus back to its button first.
    const timer = setTimeout(() => input.current?.select());
    return () => clearTimeout(timer);
  }, []);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (fault || saving) {
      return;
    }
    if (wanted === entry.name) {
      onClose();
      return;
    }
    setSaving(true);
    try {
      onRenamed(await api.rename(entry.id, wanted));
      onClose();
    } catch (thrown) {
      setSaving(false);
      onFailed(problemOf(thrown));
    }
  };

  return (
    <form onSubmit={save} className="app-passwords-name-editor">
      <span id={headingId} className="pf-v5-screen-reader">
        {entry.name}
      </span>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            ref={input}
            dir="auto"
            aria-label={t("appPasswordsRenameLabel", { name: entry.name })}
            aria-describedby={faultId}
            value={name}
            validated={fault ? "error" : "default"}
            onChange={(_event, value) => setName(value)}
            onKeyDown={({ key }) => key === "Escape" && onClose()}
          />
        </InputGroupItem>
        <InputGroupItem isPlain>
          <Button
            variant="plain"
            type="submit"
            aria-label={t("appPasswordsSave")}
            isDisabled={fault !== undefined || saving}
          >
            <CheckIcon />
          </Button>
        </InputGroupItem>
        <InputGroupItem isPlain>
          <Button variant="plain" onClick={onClose} aria-label={t("appPasswordsCancel")}>
            <TimesIcon />
          </Button>
        </InputGroupItem>
      </InputGroup>
      <FormHelperText>
        <HelperText id={faultId} isLiveRegion>
          {fault && <HelperTextItem variant="error">{fault}</HelperTextItem>}
        </HelperText>
      </FormHelperText>
    </form>
  );
}
