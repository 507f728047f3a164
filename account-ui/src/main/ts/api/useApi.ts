import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { useMemo } from "react";
import type { Environment } from "../environment/environment";
import { AppPasswordsApi } from "./AppPasswordsApi";
import { Problem, SIGNED_OUT, UNREACHABLE } from "./problem";

const FRESH_SECONDS = 5;

/** The API, called as the user who is signed in to the console. */
export function useApi(): AppPasswordsApi {
  const { environment, keycloak } = useEnvironment<Environment>();

  return useMemo(() => {
    const accessToken = async () => {
      try {
        await keycloak.updateToken(FRESH_SECONDS);
      } catch {
        // A refusal has cleared the token; a server that does not answer has not.
        throw new Problem(keycloak.authenticated ? UNREACHABLE : SIGNED_OUT);
      }
      if (!keycloak.token) {
        throw new Problem(SIGNED_OUT);
      }
      return keycloak.token;
    };
    const { serverBaseUrl, realm } = environment;
    return new AppPasswordsApi(`${serverBaseUrl}/realms/${encodeURIComponent(realm)}`, accessToken);
  }, [environment, keycloak]);
}
