import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { Button, type ButtonProps } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CreatedAppPassword } from "../api/types";
import { Dialog } from "../shared/Dialog";
import { isApples } from "./device";
import { SecretView } from "./SecretView";
import { stayWhenSignedOut } from "./stayWhenSignedOut";
import { useCopy } from "./useCopy";
import { useFirstUse } from "./useFirstUse";

/** A button that ends this dialog. */
type Choice = {
  key: string;
  label: string;
  variant?: NonNullable<ButtonProps["variant"]>;
  isBusy?: boolean;
  onChoose: () => void;
};

type Props = {
  created: CreatedAppPassword;
  /** What to do when the app works, below the app password. */
  advice?: string;
  choices: readonly Choice[];
  /** The page is left, and the browser may keep it for the Back button. */
  onGone: () => void;
};

/**
 * Shows an app password once. The parent holds it in memory and must discard it after a choice. Escape does not close
 * this dialog, because the app password cannot be shown again; the browser's Back and the choices ask once if the
 * app password was neither copied nor used.
 */
export function SecretDialog({ created, advice, choices, onGone }: Props) {
  const { t } = useTranslation();
  const { keycloak } = useEnvironment();
  const [transferred, setTransferred] = useState(false);
  const [leave, setLeave] = useState<() => void>();
  const question = useRef<HTMLParagraphElement>(null);
  const firstUse = useFirstUse(created.id);
  const onTransferred = () => {
    setTransferred(true);
    setLeave(undefined);
  };
  const copy = useCopy(created.password, t("appPasswordCopied"), onTransferred);
  const isSafe = transferred || firstUse !== undefined;
  const isAsking = leave !== undefined && !isSafe;
  const ask = (then: () => void) => (isSafe ? then() : setLeave(() => then));
  const isProfileFirst = created.setUp.appleProfile !== null && isApples(navigator.userAgent);
  const last = choices.at(-1)?.onChoose ?? onGone;

  useEffect(() => stayWhenSignedOut(keycloak), [keycloak]);
  useEffect(() => {
    addEventListener("pagehide", onGone);
    return () => removeEventListener("pagehide", onGone);
  }, [onGone]);
  useEffect(() => {
    if (isSafe) {
      return;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isSafe]);
  useEffect(() => {
    if (!isAsking) {
      return;
    }
    question.current?.focus();
    return () => document.getElementById("app-password-copy")?.focus();
  }, [isAsking]);

  return (
    <Dialog
      title={t("appPasswordShowTitle")}
      description={t("appPasswordsShownOnce")}
      onBack={() => (isAsking ? leave() : ask(last))}
      // Not the button Done: pressing Enter twice in the form would close this dialog. On a small screen, the button Copy
      // may be far below the profile.
      elementToFocus={isProfileFirst ? "#app-password-view" : "#app-password-copy"}
      data-testid="app-passwords/secret"
      footer={
        isAsking ? (
          <>
            <p ref={question} tabIndex={-1} className="app-passwords-question">
              {t("appPasswordsNotCopied")}
            </p>
            <Button key="copy" onClick={copy.copy}>
              {t("appPasswordCopy")}
            </Button>
            <Button key="leave" variant="link" onClick={leave}>
              {t("appPasswordsCloseAnyway")}
            </Button>
          </>
        ) : (
          choices.map(({ key, label, variant = "primary", isBusy = false, onChoose }) => (
            <Button
              key={key}
              variant={variant}
              isLoading={isBusy}
              isDisabled={isBusy}
              spinnerAriaValueText={label}
              spinnerAriaLabel={label}
              onClick={() => ask(onChoose)}
            >
              {label}
            </Button>
          ))
        )
      }
    >
      <SecretView
        created={created}
        copy={copy}
        onTransferred={onTransferred}
        firstUse={firstUse}
        advice={advice ?? t("appPasswordsCheckFirst")}
      />
    </Dialog>
  );
}
