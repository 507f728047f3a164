import type { components } from "#openapi";

type Schemas = components["schemas"];

export type AppPassword = Schemas["AppPassword"] & {
  /** It has expired because it was not used. */
  expiredUnused?: boolean;
};

/** A client that accepts app passwords. */
export type Service = Schemas["Service"];

export type Policy = Schemas["Policy"];

/** Why the user cannot create an app password now. */
export type CreationBlocker = NonNullable<Schemas["CreationBlocker"]>;

/** The requirement for the next sign-in (RFC 9470). A null field requires nothing. */
export type AuthenticationRequirement = Pick<CreationBlocker, "maxAgeSeconds" | "acrValues">;

export type Overview = Schemas["Overview"];

/** The body of a request to create an app password. */
export type NewAppPassword = {
  [Field in "name" | "clients" | "lifetimeDays" | "networks"]: NonNullable<Schemas["CreateRequest"][Field]>;
} & {
  /** The same in each attempt of one form. */
  idempotencyKey: string;
  /** The ID of an app password to delete in the same step. */
  replaces?: string;
};

/** The response to a creation: the only one that contains the password. */
export type CreatedAppPassword = Schemas["CreatedAppPassword"] & {
  setUp: {
    /** What the profile sets up. */
    appleProfile: { contents: readonly ("mail" | "calendar")[] } | null;
    /** Why there is no profile; missing for any other reason. */
    appleProfileMissing?: "smtp";
  };
};

/** What to enter in an app besides username and password. */
export type ConnectionSettings = CreatedAppPassword["setUp"];

/** How an app reaches one of the services that an app password works for. */
export type Connection = Schemas["Connection"];

/** A configuration profile for Apple's devices. It contains the app password. */
export type AppleProfile = NonNullable<ConnectionSettings["appleProfile"]>;
