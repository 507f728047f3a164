import type { AuthenticationRequirement } from "./types";

/** A failed request, with an error code of the API or one of the codes below. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly requirement?: AuthenticationRequirement,
    /** The app password that an earlier request with the same key created. */
    readonly created?: CreatedBefore,
  ) {
    super(code);
  }
}

/** An app password whose password did not arrive. */
export type CreatedBefore = { id: string; name: string };

/** No response: the network or the server is down. */
export const UNREACHABLE = "unreachable";

/** The server failed, or a proxy responded in its place. */
export const SERVER_ERROR = "server_error";

/** The session has ended. */
export const SIGNED_OUT = "invalid_token";

/** The entry has been deleted elsewhere. */
export const NOT_FOUND = "not_found";

/** The user has to sign in again and meet the error's requirement. */
export const INSUFFICIENT_AUTHENTICATION = "insufficient_user_authentication";

/** An earlier request of the same form has created the app password. */
export const ALREADY_CREATED = "already_created";

/** Returns what was thrown if it is an API error. Anything else counts as an error of the server. */
export function toApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError(SERVER_ERROR);
}

/** Returns the error that a response reports. */
export async function readApiError(response: Response): Promise<ApiError> {
  if (response.status >= 500) {
    return new ApiError(SERVER_ERROR);
  }
  if (response.status === 404) {
    return new ApiError(NOT_FOUND);
  }
  const body = await readBody(response);
  const code = typeof body["error"] === "string" ? body["error"] : SERVER_ERROR;
  switch (code) {
    case INSUFFICIENT_AUTHENTICATION:
      return new ApiError(code, readRequirement(body));
    case ALREADY_CREATED:
      return new ApiError(code, undefined, { id: String(body["id"]), name: String(body["name"]) });
    default:
      return new ApiError(code);
  }
}

async function readBody(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

// The parameters of RFC 9470. In the challenge, which repeats them, other characters than ASCII are missing.
function readRequirement(body: Record<string, unknown>): AuthenticationRequirement {
  const { max_age: maxAge, acr_values: acrValues } = body;
  return {
    maxAgeSeconds: typeof maxAge === "number" ? maxAge : null,
    acrValues: typeof acrValues === "string" ? acrValues : null,
  };
}
