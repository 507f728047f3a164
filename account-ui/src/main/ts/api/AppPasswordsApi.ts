import { Problem, problemOf, readProblem, SERVER_ERROR, UNREACHABLE, type SignInDemand } from "./problem";
import type { AppPassword, CreatedAppPassword, NewAppPassword, Overview } from "./types";

const PATIENCE_MILLIS = 30_000;

/** Calls the server for the user who is signed in. Every method throws a {@link Problem} when it fails. */
export class AppPasswordsApi {
  constructor(
    private readonly realmUrl: string,
    private readonly accessToken: () => Promise<string>,
  ) {}

  async list(): Promise<Overview> {
    return this.json(await this.call("GET", "app-passwords"));
  }

  async create(wish: NewAppPassword): Promise<CreatedAppPassword> {
    return this.json(await this.call("POST", "app-passwords", wish));
  }

  /** What a new sign-in has to be like before one can be created; nothing where it is good as it is. */
  async signInDemand(): Promise<SignInDemand | undefined> {
    try {
      // Without a name nothing is created; and the sign-in is looked at first.
      await this.call("POST", "app-passwords", {});
    } catch (thrown) {
      const { code, demand } = problemOf(thrown);
      if (code === UNREACHABLE || code === SERVER_ERROR) {
        throw thrown;
      }
      return demand;
    }
    return undefined;
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

  /** The ways to sign in that Keycloak's own account API lists, each with the action that sets it up. */
  async waysToSignIn(): Promise<{ type: string; createAction?: string }[]> {
    return this.json(await this.call("GET", "account/credentials?user-credentials=false"));
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
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    }).catch(() => {
      throw new Problem(UNREACHABLE);
    });
    if (!response.ok) {
      throw await readProblem(response);
    }
    return response;
  }

  private async json<T>(response: Response): Promise<T> {
    try {
      return (await response.json()) as T;
    } catch {
      throw new Problem(UNREACHABLE);
    }
  }
}

const pathOf = (id: string) => `app-passwords/${encodeURIComponent(id)}`;
