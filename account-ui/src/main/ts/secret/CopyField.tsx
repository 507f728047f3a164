import { Button } from "@patternfly/react-core";
import { CopyIcon } from "@patternfly/react-icons";
import { useCopy } from "./useCopy";

type Props = {
  id: string;
  label: string;
  shown: string;
  /** The text for the clipboard. */
  copied: string;
  copyLabel: string;
  copiedText: string;
  prominent?: boolean;
};

/** A text to enter elsewhere, with a Copy button and a line that reports the result. */
export function CopyField({ id, label, shown, copied, copyLabel, copiedText, prominent = false }: Props) {
  const { shownIn, result, copy } = useCopy(copied, copiedText);

  return (
    <div className="app-passwords-copy-field">
      <div id={`${id}-label`} className="app-passwords-copy-label">
        {label}
      </div>
      <div className="app-passwords-copy-line">
        <div
          ref={shownIn}
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
