import { createHash, randomBytes } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import { SERVER } from "./admin";
import { PASSWORD, type Person } from "./users";

const FORM = /id="kc-form-login"[^>]*action="([^"]+)"/;

/**
 * Starts a session of this user in the browser, without showing the sign-in page. Keycloak gets the same requests as from
 * that page.
 */
export async function startSession(context: BrowserContext, { realm, username }: Person): Promise<void> {
  const form = await context.request.get(authorizationUrl(realm));
  const action = FORM.exec(await form.text())?.[1]?.replaceAll("&amp;", "&");
  if (!action) {
    throw new Error(`no sign-in form: ${form.status()} ${form.url()}`);
  }
  const answer = await context.request.post(action, {
    form: { username, password: PASSWORD, credentialId: "" },
    maxRedirects: 0,
  });
  if (answer.status() !== 302) {
    throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
  }
}

/** Returns where the account console sends the browser to sign in, or with an action, to complete that. */
export function authorizationUrl(realm: string, action?: string): string {
  const challenge = createHash("sha256").update(randomBytes(32)).digest("base64url");
  const query = new URLSearchParams({
    client_id: "account-console",
    redirect_uri: `${SERVER}/realms/${realm}/account/`,
    response_type: "code",
    scope: "openid",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...(action ? { kc_action: action } : {}),
  });
  return `/realms/${realm}/protocol/openid-connect/auth?${query.toString()}`;
}
