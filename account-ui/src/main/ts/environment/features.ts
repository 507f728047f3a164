/** Which pages the console shows, under the names that Keycloak's library uses. */
export type Features = Record<string, boolean>;

/** Adds a feature that servers before 26.7 do not mention because their console always has the page Applications. */
export function withDefaults(features: Features): Features {
  return { isViewApplicationsEnabled: true, ...features };
}
