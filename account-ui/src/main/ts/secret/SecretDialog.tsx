import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { Button, type ButtonProps } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CreatedAppPassword } from "../api/types";
import { Dialog } from "../shared/Dialog";
import { Notice } from "../shared/Notice";
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
  /** Its request is in progress. Until it ends, the user cannot make another choice. */
  isBusy?: boolean;
  onChoose: () => void;
};

type Props = {
  created: CreatedAppPassword;
  /** What to do when the app works, below the app password. */
  advice?: string;
  /** Why the last choice failed. */
  failure?: string;
  /** The last one only closes the dialog: the browser's Back chooses it. */
  choices: readonly [Choice, ...Choice[]];
  /** The page is left, and the browser may keep it for the Back button. */
  onGone: () => void;
};

/**
 * Shows an app password once. The parent holds it in memory and must discard it after a choice. Escape does not close
 * this dialog, because the app password cannot be shown again; the browser's Back and the choices ask once if the
 * app password was neither copied nor used.
 */
export function SecretDialog({ created, advice, failure, choices, onGone }: Props) {
  const { t } = useTranslation();
  const { keycloak } = useEnvironment();
  const [transferred, setTransferred] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const question = useRef<HTMLParagraphElement>(null);
  const firstUse = useFirstUse(created.id);
  const onTransferred = () => {
    setTransferred(true);
    setChosen(undefined);
  };
  const copy = useCopy(created.password, t("appPasswordCopied"), onTransferred);
  const isSafe = transferred || firstUse !== undefined;
  const asking = isSafe ? undefined : choices.find(({ key }) => key === chosen);
  const isAsking = asking !== undefined;
  const isBusy = choices.some((choice) => choice.isBusy);
  const ask = (choice: Choice) => (isSafe ? choice.onChoose() : setChosen(choice.key));
  const isProfileFirst = created.setUp.appleProfile !== null && isApples(navigator.userAgent);
  const last = choices.at(-1) ?? choices[0];

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
      onBack={() => isBusy || (isAsking ? last.onChoose() : ask(last))}
      // Not the button Done: pressing Enter twice in the form would close this dialog. On a small screen, the button Copy
      // may be far below the profile.
      elementToFocus={isProfileFirst ? "#app-password-view" : "#app-password-copy"}
      data-testid="app-passwords/secret"
      footer={
        asking ? (
          <>
            <p ref={question} tabIndex={-1} className="app-passwords-question">
              {t("appPasswordsNotCopied")}
            </p>
            <Button key="copy" onClick={copy.copy}>
              {t("appPasswordCopy")}
            </Button>
            <Button
              key="leave"
              variant="link"
              isLoading={asking.isBusy ?? false}
              isDisabled={isBusy}
              onClick={asking.onChoose}
            >
              {asking === last ? t("appPasswordsCloseAnyway") : asking.label}
            </Button>
          </>
        ) : (
          choices.map((choice) => (
            <Button
              key={choice.key}
              variant={choice.variant ?? "primary"}
              isLoading={choice.isBusy ?? false}
              isDisabled={isBusy}
              spinnerAriaValueText={choice.label}
              spinnerAriaLabel={choice.label}
              onClick={() => ask(choice)}
            >
              {choice.label}
            </Button>
          ))
        )
      }
    >
      {failure && <Notice isLiveRegion variant="danger" title={failure} className="app-passwords-failure" />}
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
