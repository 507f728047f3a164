import { describe, expect, it, vi } from "vitest";
import type { CreatedAppPassword } from "../../main/ts/api/types";
import { copyText } from "../../main/ts/secret/copyText";
import { inGroups } from "../../main/ts/secret/groups";
import { offerFile } from "../../main/ts/secret/offerFile";
import { qrPath } from "../../main/ts/secret/qrPath";
import { stayWhenSignedOut } from "../../main/ts/secret/stayWhenSignedOut";
import { withoutSecret } from "../../main/ts/secret/withoutSecret";

const LETTERS = "abcdefghijklmnopqrstuvwx";

describe("an app password", () => {
  it("is shown in groups", () => {
    expect(inGroups(LETTERS)).toBe("abcd-efgh-ijkl-mnop-qrst-uvwx");
  });

  it("is removed from the entry for the list", () => {
    const created = {
      id: "a",
      name: "iPhone",
      createdAt: 1,
      expiresAt: null,
      expiresSoonFrom: null,
      lastUsedAt: null,
      lastUsedFrom: null,
      lastUsedClient: null,
      clients: [],
      networks: [],
      expired: false,
      expiredUnused: false,
      password: LETTERS,
      setUp: {
        connections: [],
        appleProfile: {
          fileName: "mail.mobileconfig",
          content: `<string>${LETTERS}</string>`,
          contents: ["mail"],
        },
        autoconfig: null,
      },
    } as unknown as CreatedAppPassword;
    expect(JSON.stringify(withoutSecret(created))).not.toContain(LETTERS);
    expect(withoutSecret(created)).not.toHaveProperty("setUp");
    expect(created.password).toBe(LETTERS);
  });
});

it("the end of the session does not replace the dialog with the sign-in page", () => {
  const leave = vi.fn();
  const session: { onAuthLogout?: () => void } = { onAuthLogout: leave };
  const restore = stayWhenSignedOut(session);
  session.onAuthLogout?.();
  expect(leave).not.toHaveBeenCalled();
  restore();
  session.onAuthLogout?.();
  expect(leave).toHaveBeenCalledOnce();

  const without: { onAuthLogout?: () => void } = {};
  stayWhenSignedOut(without)();
  expect(without).toEqual({});
});

describe("copying", () => {
  it("writes to the clipboard", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    expect(await copyText(LETTERS, null)).toBe(true);
    expect(writeText).toHaveBeenCalledWith(LETTERS);
  });

  it.each([
    ["denies it", { clipboard: { writeText: () => Promise.reject(new Error("denied")) } }],
    ["has no clipboard", {}],
  ])("selects the text if the browser %s", async (_why, navigator) => {
    const selectAllChildren = vi.fn();
    vi.stubGlobal("navigator", navigator);
    vi.stubGlobal("getSelection", () => ({ selectAllChildren }));
    const element = {} as Element;
    expect(await copyText(LETTERS, element)).toBe(false);
    expect(selectAllChildren).toHaveBeenCalledWith(element);
  });
});

describe("a file", () => {
  it("is offered with its name and type until its URL is revoked", async () => {
    const link = { href: "", download: "", click: vi.fn() };
    vi.stubGlobal("document", { createElement: () => link });
    const revoke = offerFile("mail.mobileconfig", "application/x-apple-aspen-config", "<plist/>");
    expect(link.click).toHaveBeenCalledOnce();
    expect(link.download).toBe("mail.mobileconfig");
    const file = await fetch(link.href).then((response) => response.blob());
    expect(file.type).toBe("application/x-apple-aspen-config");
    expect(await file.text()).toBe("<plist/>");

    revoke();
    await expect(fetch(link.href)).rejects.toThrow();
  });
});

it("a QR code of 24 letters has the white margin that cameras need, and its three corners", () => {
  const { size, path } = qrPath(LETTERS);
  expect(size).toBe(25 + 2 * 4);
  for (const [x, y] of [
    [4, 4],
    [size - 5, 4],
    [4, size - 5],
  ]) {
    expect(path).toContain(`M${x} ${y}h`);
  }
  expect(path).not.toMatch(/M[0-3] |M\d+ [0-3]h/);
});
