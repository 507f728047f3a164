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
import { SIGNED_OUT, UNREACHABLE, type Problem } from "../api/problem";
import { useSignIn } from "../policy/useSignIn";

type Props = { problem: Problem; onRetry: () => Promise<void> };

/** In place of the list when it cannot be had. */
export function LoadFailure({ problem, onRetry }: Props) {
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
  }[problem.code] ?? {
    title: t("appPasswordsErrorTitle"),
    text: t("appPasswordsErrorText"),
    icon: ExclamationCircleIcon,
    action: "retry",
  };

  return (
    <EmptyState role="alert" data-testid={`app-passwords/problem/${problem.code}`}>
      <EmptyStateHeader titleText={title} headingLevel="h2" icon={<EmptyStateIcon icon={icon} />} />
      <EmptyStateBody>{text}</EmptyStateBody>
      {action !== "none" && (
        <EmptyStateFooter>
          <EmptyStateActions>
            {action === "retry" ? (
              <Button onClick={retry} isLoading={retrying} isDisabled={retrying}>
                {t("appPasswordsRetry")}
              </Button>
            ) : (
              <Button onClick={() => signIn.again()}>{t("appPasswordsSignIn")}</Button>
            )}
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
