import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
} from "@patternfly/react-core";
import { DisconnectedIcon, ExclamationCircleIcon, LockIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SIGNED_OUT, UNREACHABLE, type ApiError } from "../api/apiError";
import { useSignIn } from "../policy/useSignIn";

type Props = { error: ApiError; onRetry: () => Promise<void> };

/** Replaces the list if it cannot be loaded. */
export function LoadFailure({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [retrying, setRetrying] = useState(false);
  const retry = async () => {
    setRetrying(true);
    await onRetry();
    setRetrying(false);
  };
  const { title, text, icon, action } = {
    [UNREACHABLE]: {
      title: t("appPasswordsOfflineTitle"),
      text: t("appPasswordsOfflineText"),
      icon: DisconnectedIcon,
      action: "retry",
    },
    [SIGNED_OUT]: {
      title: t("appPasswordsSignedOutTitle"),
      text: t("appPasswordsSignedOutText"),
      icon: LockIcon,
      action: "signIn",
    },
    access_denied: {
      title: t("appPasswordsForbiddenTitle"),
      text: t("appPasswordsForbiddenText"),
      icon: LockIcon,
      action: "none",
    },
  }[error.code] ?? {
    title: t("appPasswordsErrorTitle"),
    text: t("appPasswordsErrorText"),
    icon: ExclamationCircleIcon,
    action: "retry",
  };

  return (
    <EmptyState role="alert" data-testid={`app-passwords/error/${error.code}`}>
      <EmptyStateHeader titleText={title} headingLevel="h2" icon={<EmptyStateIcon icon={icon} />} />
      <EmptyStateBody>{text}</EmptyStateBody>
      {action !== "none" && (
        <EmptyStateFooter>
          <EmptyStateActions>
            {action === "retry" ? (
              <Button
                onClick={retry}
                isLoading={retrying}
                isDisabled={retrying}
                spinnerAriaValueText={t("appPasswordsLoading")}
                spinnerAriaLabel={t("appPasswordsLoading")}
              >
                {t("appPasswordsRetry")}
              </Button>
            ) : (
              <Button onClick={() => signIn.reauthenticate()}>{t("appPasswordsSignIn")}</Button>
            )}
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
