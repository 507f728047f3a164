import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AuthenticationRequirement } from "../api/types";
import { returnUrl, type PendingAction } from "./pendingAction";

/** Sends the user to the server's own pages, and back here. */
export function useSignIn() {
  const { keycloak } = useEnvironment();
  const { i18n } = useTranslation();

  return useMemo(() => {
    const options = (pendingAction?: PendingAction) => ({
      redirectUri: returnUrl(location.href, pendingAction),
      locale: i18n.language,
    });
    return {
      /** Requests a sign-in that meets the requirement; a complete new sign-in if there is no requirement. */
      reauthenticate: (
        { maxAgeSeconds, acrValues }: AuthenticationRequirement = { maxAgeSeconds: null, acrValues: null },
        pendingAction?: PendingAction,
      ) =>
        keycloak.login({
          ...options(pendingAction),
          ...(maxAgeSeconds === null && !acrValues ? { prompt: "login" as const } : {}),
          ...(maxAgeSeconds === null ? {} : { maxAge: maxAgeSeconds }),
          ...(acrValues ? { acr: { values: acrValues.split(" "), essential: true } } : {}),
        }),
      /** Starts a required action. */
      startRequiredAction: (action: string, pendingAction: PendingAction) =>
        keycloak.login({ ...options(pendingAction), action }),
    };
  }, [keycloak, i18n.language]);
}
