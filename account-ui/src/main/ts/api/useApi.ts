import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { useMemo } from "react";
import type { Environment } from "../environment/environment";
import { ApiError, SIGNED_OUT, UNREACHABLE } from "./apiError";
import { AppPasswordsApi } from "./AppPasswordsApi";
import { withinTimeLimit } from "./timeLimit";

const MIN_VALIDITY_SECONDS = 5;

/** Returns the API, called as the user who is signed in to the console. */
export function useApi(): AppPasswordsApi {
  const { environment, keycloak } = useEnvironment<Environment>();

  return useMemo(() => {
    const accessToken = async () => {
      try {
        await withinTimeLimit(keycloak.updateToken(MIN_VALIDITY_SECONDS));
      } catch {
        // keycloak-js clears the token if the server rejects the refresh, and keeps it if the server does not respond.
        throw new ApiError(keycloak.authenticated ? UNREACHABLE : SIGNED_OUT);
      }
      if (!keycloak.token) {
        throw new ApiError(SIGNED_OUT);
      }
      return keycloak.token;
    };
    const { serverBaseUrl, realm } = environment;
    return new AppPasswordsApi(`${serverBaseUrl}/realms/${encodeURIComponent(realm)}`, accessToken);
  }, [environment, keycloak]);
}
