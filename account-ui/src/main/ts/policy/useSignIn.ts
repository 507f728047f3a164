import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SignInDemand } from "../api/problem";
import { addressToComeBackTo, type Errand } from "./errand";

/** Sends the user to the server's own pages, and back here. */
export function useSignIn() {
  const { keycloak } = useEnvironment();
  const { i18n } = useTranslation();

  return useMemo(() => {
    const options = (errand?: Errand) => ({
      redirectUri: addressToComeBackTo(location.href, errand),
      locale: i18n.language,
    });
    return {
      /** To sign in again, in the way that the server demands, or else with the whole sign-in anew. */
      again: (demand?: SignInDemand, errand?: Errand) =>
        keycloak.login({
          ...options(errand),
          ...(demand?.maxAgeSeconds === undefined && !demand?.acrValues ? { prompt: "login" as const } : {}),
          ...(demand?.maxAgeSeconds === undefined ? {} : { maxAge: demand.maxAgeSeconds }),
          ...(demand?.acrValues ? { acr: { values: demand.acrValues.split(" "), essential: true } } : {}),
        }),
      /** To do this required action. */
      action: (action: string, errand?: Errand) => keycloak.login({ ...options(errand), action }),
    };
  }, [keycloak, i18n.language]);
}
