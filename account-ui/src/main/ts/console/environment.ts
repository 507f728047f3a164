import { getInjectedEnvironment, type BaseEnvironment } from "@keycloak/keycloak-ui-shared";

/** What the server's page tells the console. */
export type Environment = BaseEnvironment & {
  /** Address of the console, with a slash at its end. */
  baseUrl: string;
  /** The user's language, as a BCP 47 tag. */
  locale: string;
  features: Record<string, boolean>;
};

export const environment = getInjectedEnvironment<Environment>();
