import { useEnvironment } from "@keycloak/keycloak-account-ui";

/** Returns the user name to enter in an app; none if the realm omits it from the console's tokens. */
export function useUsername(): string | undefined {
  const { keycloak } = useEnvironment();
  const token = keycloak.tokenParsed;
  const username: unknown = token?.["preferred_username"] ?? token?.["email"];
  return typeof username === "string" ? username : undefined;
}
