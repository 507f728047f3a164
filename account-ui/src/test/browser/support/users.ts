import { createHash, randomBytes } from "node:crypto";
import { admin } from "./admin";

export type Person = { realm: string; username: string; id: string };

/** An app password that exists before the test begins. */
export type Seed = {
  name: string;
  clients?: string[];
  createdAt?: number;
  expiresAt?: number;
  lastUsedAt?: number;
  lastUsedFrom?: string;
  lastUsedClient?: string;
  /** 1 by default; this version cannot read any other. */
  schemaVersion?: number;
};

type Credential = { id: string; type: string; userLabel: string; credentialData: string };

export const PASSWORD = "an account password";

export const DAY = 24 * 60 * 60 * 1000;

let count = 0;

/** Creates a user for one test. */
export async function createUser(realm: string, seeds: Seed[] = [], locale?: string): Promise<Person> {
  const username = `user-${Date.now()}-${++count}`;
  await admin("POST", `/${realm}/users`, {
    username,
    enabled: true,
    firstName: "Test",
    lastName: "User",
    email: `${username}@example.org`,
    emailVerified: true,
    ...(locale ? { attributes: { locale: [locale] } } : {}),
    credentials: [{ type: "password", value: PASSWORD }, ...seeds.map(credentialOf)],
  });
  const [user] = await admin<{ id: string }[]>("GET", `/${realm}/users?exact=true&username=${username}`);
  if (!user) {
    throw new Error(username);
  }
  return { realm, username, id: user.id };
}

/** Returns the user's stored app passwords. */
export async function appPasswordsOf({ realm, id }: Person): Promise<Credential[]> {
  const all = await admin<Credential[]>("GET", `/${realm}/users/${id}/credentials`);
  return all.filter(({ type }) => type === "app-password");
}

/** Deletes an app password through the admin API. */
export async function deleteElsewhere(person: Person, name: string): Promise<void> {
  const entry = (await appPasswordsOf(person)).find(({ userLabel }) => userLabel === name);
  await admin("DELETE", `/${person.realm}/users/${person.id}/credentials/${entry?.id}`);
}

/** Returns whether the app password works for a service. Fails unless the server rejects it as wrong or accepts it. */
export async function worksFor(
  { realm, username }: Person,
  password: string,
  service = "dovecot",
): Promise<boolean> {
  const server = process.env["KEYCLOAK_URL"] ?? "http://localhost:8080";
  const response = await fetch(`${server}/realms/${realm}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: service,
      client_secret: `${service}-secret`,
      username,
      password,
    }),
  });
  const answer = (await response.json()) as { access_token?: string; error?: string };
  const accepted = response.status === 200 && answer.access_token !== undefined;
  if (!accepted && (response.status !== 400 || answer.error !== "invalid_grant")) {
    throw new Error(`${service}: ${response.status} ${JSON.stringify(answer)}`);
  }
  return accepted;
}

function credentialOf(seed: Seed) {
  const salt = randomBytes(16);
  const letters = Array.from(randomBytes(24), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  const hash = createHash("sha256").update(salt).update(letters).digest("base64");
  return {
    type: "app-password",
    userLabel: seed.name,
    createdDate: seed.createdAt ?? Date.now() - 30 * DAY,
    secretData: JSON.stringify({ algorithm: "sha256", salt: salt.toString("base64"), hash }),
    credentialData: JSON.stringify({
      schemaVersion: seed.schemaVersion ?? 1,
      clients: seed.clients ?? [],
      expiresAt: seed.expiresAt ?? null,
      lastUsedAt: seed.lastUsedAt ?? null,
      lastUsedFrom: seed.lastUsedFrom ?? null,
      lastUsedClient: seed.lastUsedClient ?? null,
      recentNetworks: [],
    }),
  };
}
