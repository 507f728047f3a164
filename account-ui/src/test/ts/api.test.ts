import { afterEach, describe, expect, it, vi } from "vitest";
import { AppPasswordsApi } from "../../main/ts/api/AppPasswordsApi";
import { ApiError, toApiError } from "../../main/ts/api/apiError";
import { blockerOf } from "../../main/ts/create/blockerOf";

const REALM = "https://keycloak.example.org/realms/demo";
const KEY = "0123456789abcdef";
const api = new AppPasswordsApi(REALM, () => Promise.resolve("token"));

afterEach(() => vi.unstubAllGlobals());

function respond(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetch = vi.fn<(url: string, request: RequestInit) => Promise<Response>>(() =>
    Promise.resolve(
      new Response(body === undefined ? null : JSON.stringify(body), {
        status,
        headers: { "Content-Type": "application/json", ...headers },
      }),
    ),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  return call.then(
    () => Promise.reject(new Error("the call succeeded")),
    (thrown: unknown) => toApiError(thrown),
  );
}

describe("a request", () => {
  it("lists as the user who is signed in", async () => {
    const fetch = respond(200, { appPasswords: [] });
    expect(await api.list()).toEqual({ appPasswords: [] });
    const [url, request] = fetch.mock.calls[0] ?? [];
    expect(url).toBe(`${REALM}/app-passwords`);
    expect(request).toMatchObject({ method: "GET", headers: { Authorization: "Bearer token" } });
  });

  it("creates, renames and deletes", async () => {
    const fetch = respond(200, { id: "a" });
    await api.create({ name: "iPhone", clients: [], lifetimeDays: 0, networks: [], idempotencyKey: KEY });
    await api.rename("a/b", "iPad");
    await api.delete("a/b");
    await api.deleteAll();
    expect(fetch.mock.calls.map(([url, { method, body }]) => [method, url, body])).toEqual([
      [
        "POST",
        `${REALM}/app-passwords`,
        `{"name":"iPhone","clients":[],"lifetimeDays":0,"networks":[],"idempotencyKey":"${KEY}"}`,
      ],
      ["PATCH", `${REALM}/app-passwords/a%2Fb`, '{"name":"iPad"}'],
      ["DELETE", `${REALM}/app-passwords/a%2Fb`, undefined],
      ["DELETE", `${REALM}/app-passwords`, undefined],
    ]);
  });
});

describe("a failed request", () => {
  it("has the error code of the response", async () => {
    respond(409, { error: "limit_reached", error_description: "..." });
    expect(await errorOf(api.list())).toMatchObject({ code: "limit_reached" });
  });

  it("names the app password that an earlier attempt of the form created", async () => {
    respond(409, { error: "already_created", id: "a", name: "iPhone" });
    expect(await errorOf(api.list())).toMatchObject({
      code: "already_created",
      created: { id: "a", name: "iPhone" },
    });
  });

  it.each([
    [500, { error: "unknown_error" }, "server_error"],
    [502, undefined, "server_error"],
    [404, { error: "not_found" }, "not_found"],
    [404, undefined, "not_found"],
    [400, undefined, "server_error"],
  ])("with status %s has the code of that status", async (status, body, code) => {
    respond(status, body);
    expect(await errorOf(api.delete("a"))).toMatchObject({ code });
  });

  it("without a response means that the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await errorOf(api.list())).toMatchObject({ code: "unreachable" });
  });

  it("with half a response does too", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"appPassw')));
    expect(await errorOf(api.list())).toMatchObject({ code: "unreachable" });
  });
});

describe("the requirement for the next sign-in", () => {
  const error = "insufficient_user_authentication";

  it("has the administrator's name of a level, whatever its characters", async () => {
    respond(
      401,
      { error, max_age: 300, acr_values: 'zweiter-faktör,"2"' },
      { "WWW-Authenticate": `Bearer error="${error}", max_age="300", acr_values="zweiter-faktr,\\"2\\""` },
    );
    expect(await errorOf(api.list())).toMatchObject({
      code: error,
      requirement: { maxAgeSeconds: 300, acrValues: 'zweiter-faktör,"2"' },
    });
  });

  it("can lack a level", async () => {
    respond(401, { error, max_age: 0 });
    expect((await errorOf(api.list())).requirement).toEqual({ maxAgeSeconds: 0, acrValues: null });
  });
});

describe("a rejected creation", () => {
  const none = { maxAgeSeconds: null, acrValues: null };

  it.each(["disabled", "no_service", "second_factor_required", "limit_reached", "sign_in_time_unknown"])(
    "reports the blocker %s",
    (code) => {
      expect(blockerOf(new ApiError(code))).toEqual({ reason: code, ...none });
    },
  );

  it("reports a sign-in that is not sufficient, with the requirement for the next one", () => {
    const code = "insufficient_user_authentication";
    const age = { maxAgeSeconds: 300, acrValues: null };
    const level = { maxAgeSeconds: 0, acrValues: "2" };
    expect(blockerOf(new ApiError(code, age))).toEqual({ reason: "reauthentication_required", ...age });
    expect(blockerOf(new ApiError(code, level))).toEqual({ reason: "second_factor_not_used", ...level });
    expect(blockerOf(new ApiError("invalid_token"))).toEqual({
      reason: "reauthentication_required",
      ...none,
    });
  });

  it("can have another cause", () => {
    expect(blockerOf(new ApiError("name_taken"))).toBeUndefined();
  });
});
