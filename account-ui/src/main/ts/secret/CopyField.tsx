import { Button } from "@patternfly/react-core";
import { CopyIcon } from "@patternfly/react-icons";
import type { Copy } from "./useCopy";

type Props = Copy & {
  id: string;
  label: string;
  shown: string;
  copyLabel: string;
  /** Called when the user copies the selected text without the button. */
  onCopied?: () => void;
  prominent?: boolean;
};

/** A text to enter elsewhere, with a Copy button and a line that reports the result. One click selects all of it. */
export function CopyField(props: Props) {
  const { id, label, shown, shownIn, result, copy, copyLabel, onCopied, prominent = false } = props;
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
          translate="no"
          role="textbox"
          aria-readonly="true"
          aria-labelledby={`${id}-label`}
          tabIndex={0}
          onCopy={onCopied}
          className={`notranslate app-passwords-value${prominent ? " app-passwords-password" : ""}`}
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
