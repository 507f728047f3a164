import { getInjectedEnvironment, type BaseEnvironment } from "@keycloak/keycloak-ui-shared";
import { withDefaults, type Features } from "./features";

/** What the server's page passes to the console. */
export type Environment = BaseEnvironment & {
  /** URL of the console, with a trailing slash. */
  baseUrl: string;
  /** The user's language, as a BCP 47 tag. */
  locale: string;
  features: Features;
};

const injected = getInjectedEnvironment<Environment>();

export const environment: Environment = { ...injected, features: withDefaults(injected.features) };
