import { getInjectedEnvironment, type BaseEnvironment } from "@keycloak/keycloak-ui-shared";
import { withUntold, type Features } from "./features";

/** What the server's page tells the console. */
export type Environment = BaseEnvironment & {
  /** Address of the console, with a slash at its end. */
  baseUrl: string;
  /** The user's language, as a BCP 47 tag. */
  locale: string;
  features: Features;
};

const injected = getInjectedEnvironment<Environment>();

export const environment: Environment = { ...injected, features: withUntold(injected.features) };
