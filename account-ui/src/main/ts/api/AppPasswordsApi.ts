import { ApiError, readApiError, UNREACHABLE } from "./apiError";
import { TIME_LIMIT_MILLIS } from "./timeLimit";
import type { AppPassword, CreatedAppPassword, NewAppPassword, Overview } from "./types";

/** Calls the server for the user who is signed in. Every method throws an {@link ApiError} if it fails. */
export class AppPasswordsApi {
  constructor(
    private readonly realmUrl: string,
    private readonly accessToken: () => Promise<string>,
  ) {}

  async list(): Promise<Overview> {
    return this.json(await this.call("GET", "app-passwords"));
  }

  async create(request: NewAppPassword): Promise<CreatedAppPassword> {
    return this.json(await this.call("POST", "app-passwords", request));
  }

  async rename(id: string, name: string): Promise<AppPassword> {
    return this.json(await this.call("PATCH", pathOf(id), { name }));
  }

  async delete(id: string): Promise<void> {
    await this.call("DELETE", pathOf(id));
  }

  async deleteAll(): Promise<void> {
    await this.call("DELETE", "app-passwords");
  }

  private async call(method: string, path: string, body?: unknown): Promise<Response> {
    const token = await this.accessToken();
    const response = await fetch(`${this.realmUrl}/${path}`, {
      method,
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIME_LIMIT_MILLIS),
    }).catch(() => {
      throw new ApiError(UNREACHABLE);
    });
    if (!response.ok) {
      throw await readApiError(response);
    }
    return response;
  }

  private async json<T>(response: Response): Promise<T> {
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError(UNREACHABLE);
    }
  }
}

const pathOf = (id: string) => `app-passwords/${encodeURIComponent(id)}`;
