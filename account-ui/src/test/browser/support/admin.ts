import type { Page } from "@playwright/test";

export const SERVER = process.env["KEYCLOAK_URL"] ?? "http://localhost:8080";
const CLIENT = process.env["KEYCLOAK_ADMIN_CLIENT"] ?? "temp-admin";
const SECRET = process.env["KEYCLOAK_ADMIN_SECRET"] ?? "mysecret";

let current: { token: string; until: number } | undefined;

/** Lets an administrator impersonate a user in the browser of this page. */
export async function impersonate(page: Page, { realm, id }: { realm: string; id: string }): Promise<void> {
  const response = await page.request.post(`${SERVER}/admin/realms/${realm}/users/${id}/impersonation`, {
    headers: { Authorization: `Bearer ${await token()}` },
  });
  if (!response.ok()) {
    throw new Error(`impersonation: ${response.status()} ${await response.text()}`);
  }
}

/** Calls the admin API and returns the body of the response. */
export async function admin<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${SERVER}/admin/realms${path}`, {
    method,
    headers: { Authorization: `Bearer ${await token()}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (path === "") {
    // A token does not contain the roles for a realm that is created later.
    current = undefined;
  }
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Returns a token of the administrator, the same one until shortly before it expires. */
async function token(): Promise<string> {
  if (current && Date.now() < current.until) {
    return current.token;
  }
  const response = await fetch(`${SERVER}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: CLIENT,
      client_secret: SECRET,
    }),
  });
  const { access_token, expires_in } = (await response.json()) as {
    access_token: string;
    expires_in: number;
  };
  current = { token: access_token, until: Date.now() + (expires_in - 10) * 1000 };
  return access_token;
}
