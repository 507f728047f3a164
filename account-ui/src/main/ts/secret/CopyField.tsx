import { Button } from "@patternfly/react-core";
import { CopyIcon } from "@patternfly/react-icons";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "./copyText";

type Props = {
  id: string;
  label: string;
  shown: string;
  /** What goes to the clipboard. */
  copied: string;
  copyLabel: string;
  copiedText: string;
  prominent?: boolean;
};

/** A text to enter elsewhere, with its own Copy, and a line that says how that went. */
export function CopyField({ id, label, shown, copied, copyLabel, copiedText, prominent = false }: Props) {
  const { t } = useTranslation();
  const text = useRef<HTMLDivElement>(null);
  const [result, setResult] = useState("");

  const copy = async () => {
    // Emptied first: the same words twice are a change, to a screen reader, only then.
    setResult("");
    const done = await copyText(copied, text.current);
    setResult(done ? copiedText : t("appPasswordsCopyFailed"));
  };

  return (
    <div className="app-passwords-copy-field">
      <div id={`${id}-label`} className="app-passwords-copy-label">
        {label}
      </div>
      <div className="app-passwords-copy-line">
        <div
          ref={text}
          id={id}
          dir="ltr"
          role="textbox"
          aria-readonly="true"
          aria-labelledby={`${id}-label`}
          tabIndex={0}
          className={prominent ? "app-passwords-value app-passwords-password" : "app-passwords-value"}
        >
          {shown}
        </div>
        <Button
          id={`${id}-copy`}
          variant={prominent ? "primary" : "secondary"}
          icon={<CopyIcon />}
          onClick={copy}
        >
          {copyLabel}
        </Button>
      </div>
      <div role="status" className="app-passwords-copy-result">
        {result}
      </div>
    </div>
  );
}
