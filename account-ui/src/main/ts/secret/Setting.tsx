import {
  Button,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core";
import { CopyIcon } from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";
import { useCopy } from "./useCopy";

type Props = {
  id: string;
  label: string;
  value: string;
  /** Whether it is typed letter by letter, and so written from left to right in every language. */
  isTypedIn?: boolean;
  /** The name of the Copy button, which differs from all others; no button without it. */
  copyLabel?: string;
};

/** One setting with its label. */
export function Setting({ id, label, value, isTypedIn = false, copyLabel }: Props) {
  const { t } = useTranslation();
  const { shownIn, result, copy } = useCopy(value, t("appPasswordsCopied"));

  return (
    <DescriptionListGroup>
      <DescriptionListTerm>
        <span id={`${id}-label`}>{label}</span>
      </DescriptionListTerm>
      <DescriptionListDescription>
        <div className="app-passwords-setting">
          <div
            ref={shownIn}
            {...(isTypedIn
              ? { dir: "ltr", translate: "no", className: "notranslate app-passwords-value" }
              : {})}
          >
            {value}
          </div>
          {copyLabel !== undefined && (
            <Button id={`${id}-copy`} variant="plain" aria-label={copyLabel} onClick={copy}>
              <CopyIcon />
            </Button>
          )}
        </div>
        {copyLabel !== undefined && (
          <div role="status" className="app-passwords-copy-result">
            {result}
          </div>
        )}
      </DescriptionListDescription>
    </DescriptionListGroup>
  );
}
