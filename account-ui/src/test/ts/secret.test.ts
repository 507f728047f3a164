import { describe, expect, it, vi } from "vitest";
import { copyText } from "../../main/ts/secret/copyText";
import { inGroups, withoutSeparators } from "../../main/ts/secret/groups";
import { qrPath } from "../../main/ts/secret/qrPath";
import { withoutSecret } from "../../main/ts/secret/withoutSecret";

const LETTERS = "abcdefghijklmnopqrstuvwx";

describe("an app password", () => {
  it("is shown in groups and copied without, however it comes", () => {
    for (const password of [LETTERS, "abcd-efgh-ijkl-mnop-qrst-uvwx"]) {
      expect(inGroups(password)).toBe("abcd-efgh-ijkl-mnop-qrst-uvwx");
      expect(withoutSeparators(password)).toBe(LETTERS);
    }
  });

  it("is not in what the list gets to know", () => {
    const created = {
      id: "a",
      name: "iPhone",
      createdAt: 1,
      expiresAt: null,
      lastUsedAt: null,
      lastUsedFrom: null,
      lastUsedClient: null,
      clients: [],
      expired: false,
      password: LETTERS,
    };
    expect(JSON.stringify(withoutSecret(created))).not.toContain(LETTERS);
    expect(created.password).toBe(LETTERS);
  });
});

describe("copying", () => {
  it("goes to the clipboard", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    expect(await copyText(LETTERS, null)).toBe(true);
    expect(writeText).toHaveBeenCalledWith(LETTERS);
  });

  it.each([
    ["says no", { clipboard: { writeText: () => Promise.reject(new Error("denied")) } }],
    ["has no clipboard", {}],
  ])("selects the text where the browser %s", async (_why, navigator) => {
    const selectAllChildren = vi.fn();
    vi.stubGlobal("navigator", navigator);
    vi.stubGlobal("getSelection", () => ({ selectAllChildren }));
    const element = {} as Element;
    expect(await copyText(LETTERS, element)).toBe(false);
    expect(selectAllChildren).toHaveBeenCalledWith(element);
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
