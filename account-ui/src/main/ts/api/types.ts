/** The REST API /realms/{realm}/app-passwords, as docs/openapi.yaml describes it. Instants are epoch milliseconds. */

export type AppPassword = {
  id: string;
  name: string;
  createdAt: number | null;
  expiresAt: number | null;
  lastUsedAt: number | null;
  lastUsedFrom: string | null;
  /** The clientId of the service. */
  lastUsedClient: string | null;
  /** ClientIds of the services that it works for; an empty list means all. Null: it is damaged, and works for none. */
  clients: string[] | null;
  expired: boolean;
};

/** How an app reaches one of the services that an app password works for. */
export type Connection = {
  clientId: string;
  /** The service's display name. */
  service: string;
  protocol: "imap" | "smtp" | "caldav" | "ldap";
  host: string;
  port: number;
  security: "tls" | "starttls" | "none";
  username: string;
  /** What some apps ask for in place of host and port. */
  url: string | null;
};

/** A configuration profile for Apple's devices. The app password is in its content. */
export type AppleProfile = { fileName: string; content: string };

export type SetUp = {
  /** Empty where no service tells how it is reached. */
  connections: Connection[];
  appleProfile: AppleProfile | null;
  /** Address of the file that Thunderbird's autoconfiguration reads. */
  autoconfig: string | null;
};

/** What creation answers, once. A node that is yet to be upgraded answers without what sets an app up. */
export type CreatedAppPassword = AppPassword & { password: string; setUp?: SetUp };

/** Why the user cannot create one now. */
export type Reason =
  | "disabled"
  | "second_factor_required"
  | "limit_reached"
  | "reauthentication_required"
  | "sign_in_time_unknown"
  | "impersonated";

export type Policy = {
  maxPerUser: number;
  count: number;
  /** In days; 0 or none means no end. */
  defaultLifetimeDays: number | null;
  /** In days; 0 or none means no limit. */
  maxLifetimeDays: number | null;
  secondFactorRequired: boolean;
  secondFactorConfigured: boolean;
  canCreate: boolean;
  reason: Reason | null;
};

/** A client that takes app passwords. */
export type Service = { clientId: string; name: string };

export type Overview = { appPasswords: AppPassword[]; policy: Policy; services: Service[] };

export type NewAppPassword = {
  name: string;
  /** None means all services. */
  clients: string[];
  /** 0 means no end. */
  lifetimeDays: number;
};
