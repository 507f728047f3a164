import { admin } from "./admin";

/** Returns the realm of a worker. It requires no second factor. */
export const realmOf = (worker: number | string) => `account-page-${worker}`;

/** The realm of this worker, for most tests. */
export const REALM = realmOf(process.env["TEST_PARALLEL_INDEX"] ?? 0);

/** A realm with the demo's policy, which requires a second factor. */
export const STRICT_REALM = "account-page-strict";

/** A realm with a child theme. */
export const COMPANY_REALM = "account-page-company";

type RequiredAction = { alias: string; config: Record<string, string> };

/** Changes the policy of a realm, as the admin console does. */
export async function setPolicy(realm: string, settings: Record<string, string>): Promise<void> {
  const path = `/${realm}/authentication/required-actions/app-password-create`;
  const action = await admin<RequiredAction>("GET", path);
  await admin("PUT", path, { ...action, config: { ...action.config, ...settings } });
}

/** Adds another realm as an identity provider that does not report the authentication time. Returns its alias. */
export async function createProvider(realm: string, provider: string): Promise<string> {
  const server = process.env["KEYCLOAK_URL"] ?? "http://localhost:8080";
  const client = { clientId: `broker-${realm}`, secret: "broker-secret" };
  await admin("POST", `/${provider}/clients`, {
    ...client,
    redirectUris: [`${server}/realms/${realm}/broker/*`],
  });
  const protocol = `${server}/realms/${provider}/protocol/openid-connect`;
  await admin("POST", `/${realm}/identity-provider/instances`, {
    alias: provider,
    providerId: "oidc",
    enabled: true,
    config: {
      clientId: client.clientId,
      clientSecret: client.secret,
      clientAuthMethod: "client_secret_post",
      authorizationUrl: `${protocol}/auth`,
      tokenUrl: `${protocol}/token`,
      jwksUrl: `${protocol}/certs`,
      useJwksUrl: "true",
      validateSignature: "true",
    },
  });
  return provider;
}
