/** What a new sign-in has to be like (RFC 9470). */
export type SignInDemand = {
  /** Oldest sign-in allowed, in seconds. */
  maxAgeSeconds?: number;
  /** Levels of authentication, separated by spaces. */
  acrValues?: string;
};

/** Why a request failed: an error code of the API, or one of the codes below. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly demand?: SignInDemand,
  ) {
    super(code);
  }
}

/** No answer came: no network, or no server. */
export const UNREACHABLE = "unreachable";

/** The server could not do it, or something in between answered for it. */
export const SERVER_ERROR = "server_error";

/** The session has ended. */
export const SIGNED_OUT = "invalid_token";

/** The entry has been deleted elsewhere. */
export const NOT_FOUND = "not_found";

/** The user has to sign in again, in the way that the demand says. */
export const SIGN_IN_AGAIN = "insufficient_user_authentication";

/** The problem behind anything that was thrown. */
export function problemOf(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(SERVER_ERROR);
}

/** The problem that an answer tells of. */
export async function readProblem(response: Response): Promise<Problem> {
  if (response.status >= 500) {
    return new Problem(SERVER_ERROR);
  }
  if (response.status === 404) {
    return new Problem(NOT_FOUND);
  }
  const body = await readBody(response);
  const code = typeof body["error"] === "string" ? body["error"] : SERVER_ERROR;
  return code === SIGN_IN_AGAIN ? new Problem(code, readDemand(response, body)) : new Problem(code);
}

async function readBody(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

// RFC 9470 puts them into the header; the body has them too.
function readDemand(response: Response, body: Record<string, unknown>): SignInDemand {
  const challenge = response.headers.get("WWW-Authenticate") ?? "";
  const inChallenge = (name: string) =>
    new RegExp(`\\b${name}="?([^",]+)"?`).exec(challenge)?.[1] ?? body[name];
  const maxAge = Number.parseInt(String(inChallenge("max_age")), 10);
  const acrValues = inChallenge("acr_values");
  return {
    ...(Number.isNaN(maxAge) ? {} : { maxAgeSeconds: maxAge }),
    ...(typeof acrValues === "string" ? { acrValues } : {}),
  };
}
