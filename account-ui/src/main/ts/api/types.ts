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

/** What creation answers, once. */
export type CreatedAppPassword = AppPassword & { password: string };

/** Why the user cannot create one now. */
export type Reason =
  "disabled" | "second_factor_required" | "limit_reached" | "reauthentication_required" | "impersonated";

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
