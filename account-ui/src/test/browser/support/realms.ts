import { readFileSync } from "node:fs";
import { admin } from "./admin";

/** A realm without a required second factor, for most tests. */
export const REALM = "account-page";

/** A realm with the demo's policy, which requires a second factor. */
export const STRICT_REALM = "account-page-strict";

/** A realm with a child theme. */
export const COMPANY_REALM = "account-page-company";

/** Settings that enable every page of the console. */
const EVERY_PAGE = {
  organizationsEnabled: true,
  userManagedAccessAllowed: true,
  groups: [{ name: "Staff" }],
  identityProviders: [
    {
      alias: "company",
      displayName: "Company sign-in",
      providerId: "oidc",
      enabled: true,
      hideOnLogin: true,
      config: {
        clientId: "keycloak",
        authorizationUrl: "https://sign-in.example.org/authorize",
        tokenUrl: "https://sign-in.example.org/token",
      },
    },
  ],
};

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

/** Creates the realms from the file of the demo, and deletes those of earlier runs. */
export default async function importRealms(): Promise<void> {
  const demo = readFileSync(
    new URL("../../../../../docker/keycloak/demo-realm.json", import.meta.url),
    "utf8",
  );
  const existing = await admin<{ realm: string }[]>("GET", "");
  for (const realm of [REALM, STRICT_REALM, COMPANY_REALM]) {
    if (existing.some((each) => each.realm === realm)) {
      await admin("DELETE", `/${realm}`);
    }
    await admin("POST", "", {
      ...withoutIds(JSON.parse(demo) as object),
      realm,
      accountTheme: realm === COMPANY_REALM ? "company" : "app-passwords",
      supportedLocales: ["en", "ja", "zh-CN", "zh-TW", "ar"],
      users: [],
      ...EVERY_PAGE,
    });
  }
  await setPolicy(REALM, { "require-second-factor": "false" });
  await setPolicy(COMPANY_REALM, { "require-second-factor": "false" });
}

// The IDs in the file can be used for one realm only.
function withoutIds(realm: object): object {
  const text = JSON.stringify(realm);
  const ids = [...text.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id ?? "");
  return JSON.parse(ids.reduce((json, id) => json.replaceAll(id, crypto.randomUUID()), text)) as object;
}
