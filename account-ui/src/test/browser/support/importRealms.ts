import type { FullConfig } from "@playwright/test";
import { readFileSync } from "node:fs";
import { admin } from "./admin";
import { COMPANY_REALM, realmOf, setPolicy, STRICT_REALM } from "./realms";

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

/** Creates the realms from the file of the demo, and deletes those of earlier runs. */
export default async function importRealms({ workers }: FullConfig): Promise<void> {
  const demo = readFileSync(
    new URL("../../../../../docker/keycloak/demo-realm.json", import.meta.url),
    "utf8",
  );
  const existing = await admin<{ realm: string }[]>("GET", "");
  const forWorkers = Array.from({ length: workers }, (_each, worker) => realmOf(worker));
  for (const realm of [...forWorkers, STRICT_REALM, COMPANY_REALM]) {
    if (existing.some((each) => each.realm === realm)) {
      await admin("DELETE", `/${realm}`);
    }
    await admin("POST", "", {
      ...withoutIds(JSON.parse(demo) as object),
      realm,
      accountTheme: realm === COMPANY_REALM ? "company" : "app-passwords",
      users: [],
      ...EVERY_PAGE,
    });
  }
  for (const realm of [...forWorkers, COMPANY_REALM]) {
    await setPolicy(realm, { "require-second-factor": "false" });
  }
}

// The IDs in the file can be used for one realm only.
function withoutIds(realm: object): object {
  const text = JSON.stringify(realm);
  const ids = [...text.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id ?? "");
  return JSON.parse(ids.reduce((json, id) => json.replaceAll(id, crypto.randomUUID()), text)) as object;
}
