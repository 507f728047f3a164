import { afterEach, describe, expect, it, vi } from "vitest";
import { AppPasswordsApi } from "../../main/ts/api/AppPasswordsApi";
import { problemOf, type Problem } from "../../main/ts/api/problem";

const REALM = "https://keycloak.example.org/realms/demo";
const api = new AppPasswordsApi(REALM, () => Promise.resolve("token"));

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
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

async function problemWith(call: Promise<unknown>): Promise<Problem> {
  return call.then(
    () => Promise.reject(new Error("no problem")),
    (thrown: unknown) => problemOf(thrown),
  );
}

describe("a request", () => {
  it("lists as the user who is signed in", async () => {
    const fetch = answer(200, { appPasswords: [] });
    expect(await api.list()).toEqual({ appPasswords: [] });
    const [url, request] = fetch.mock.calls[0] ?? [];
    expect(url).toBe(`${REALM}/app-passwords`);
    expect(request).toMatchObject({ method: "GET", headers: { Authorization: "Bearer token" } });
  });

  it("creates, renames and deletes", async () => {
    const fetch = answer(200, { id: "a" });
    await api.create({ name: "iPhone", clients: [], lifetimeDays: 0 });
    await api.rename("a/b", "iPad");
    await api.delete("a/b");
    await api.deleteAll();
    expect(fetch.mock.calls.map(([url, { method, body }]) => [method, url, body])).toEqual([
      ["POST", `${REALM}/app-passwords`, '{"name":"iPhone","clients":[],"lifetimeDays":0}'],
      ["PATCH", `${REALM}/app-passwords/a%2Fb`, '{"name":"iPad"}'],
      ["DELETE", `${REALM}/app-passwords/a%2Fb`, undefined],
      ["DELETE", `${REALM}/app-passwords`, undefined],
    ]);
  });
});

describe("a failure", () => {
  it("tells the code that the server gives", async () => {
    answer(409, { error: "limit_reached", error_description: "..." });
    expect(await problemWith(api.list())).toMatchObject({ code: "limit_reached" });
  });

  it.each([
    [500, { error: "unknown_error" }, "server_error"],
    [502, undefined, "server_error"],
    [404, { error: "not_found" }, "not_found"],
    [404, undefined, "not_found"],
    [400, undefined, "server_error"],
  ])("with status %s is told by it", async (status, body, code) => {
    answer(status, body);
    expect(await problemWith(api.delete("a"))).toMatchObject({ code });
  });

  it("without an answer says that the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await problemWith(api.list())).toMatchObject({ code: "unreachable" });
  });

  it("with half an answer too", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"appPassw')));
    expect(await problemWith(api.list())).toMatchObject({ code: "unreachable" });
  });
});

describe("the demand for a new sign-in", () => {
  const error = "insufficient_user_authentication";

  it("is in the challenge", async () => {
    answer(
      401,
      { error },
      { "WWW-Authenticate": `Bearer error="${error}", max_age="300", acr_values="gold silver"` },
    );
    expect(await problemWith(api.list())).toMatchObject({
      code: error,
      demand: { maxAgeSeconds: 300, acrValues: "gold silver" },
    });
  });

  it("or in the body, and has only what is asked", async () => {
    answer(401, { error, max_age: 0 });
    expect((await problemWith(api.list())).demand).toEqual({ maxAgeSeconds: 0 });
  });

  it("can be asked for, and nothing is created by that", async () => {
    const fetch = answer(401, { error, max_age: 300 });
    expect(await api.signInDemand()).toEqual({ maxAgeSeconds: 300 });
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: "POST", body: "{}" });
    answer(400, { error: "invalid_request" });
    expect(await api.signInDemand()).toBeUndefined();
    answer(503, undefined);
    expect(await problemWith(api.signInDemand())).toMatchObject({ code: "server_error" });
  });
});
