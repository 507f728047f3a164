/** What the console shows, by the library's names. */
export type Features = Record<string, boolean>;

/** Before 26.7, the server's page does not tell of the applications, and its console shows them to everybody. */
export function withUntold(told: Features): Features {
  return { isViewApplicationsEnabled: true, ...told };
}
