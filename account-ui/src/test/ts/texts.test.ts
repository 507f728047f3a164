import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SOURCES = "src/main/ts";
const BUNDLE = "../themes/src/main/resources/theme-resources/messages/messages_en.properties";

/** Keys that only this page uses. Others are shared with the login pages, or belong to Keycloak. */
const OURS = /^appPasswords[A-Z]/;

/** Keys of Keycloak's account console, which has them in each of its languages. */
const KEYCLOAKS = ["pageNotFound"];

/** Attributes whose values users see or hear. */
const VISIBLE = /^(aria-label|alt|title|titleText|label|placeholder|description|resetButtonLabel|text)$/;

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => {
    const text = readFileSync(join(SOURCES, file), "utf8");
    return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  });

const english = new Map(
  readFileSync(BUNDLE, "utf8")
    .split("\n")
    .filter((line) => /^[\w-]+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const),
);

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

type Usage = { key: string; parameters: string[] };

function usages(): Usage[] {
  const found: Usage[] = [];
  for (const file of files) {
    visit(file, (node) => {
      if (!ts.isCallExpression(node) || node.expression.getText() !== "t") {
        return;
      }
      const [key, parameters] = node.arguments;
      if (!key || !ts.isStringLiteral(key)) {
        throw new Error(`${file.fileName}: a key must be a literal: ${node.getText()}`);
      }
      found.push({
        key: key.text,
        parameters:
          parameters && ts.isObjectLiteralExpression(parameters)
            ? parameters.properties.map((property) => property.name?.getText() ?? "")
            : [],
      });
    });
  }
  return found;
}

describe("texts", () => {
  it("are not in the code", () => {
    const texts: string[] = [];
    for (const file of files) {
      visit(file, (node) => {
        if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) {
          texts.push(`${file.fileName}: ${node.text.trim()}`);
        }
        if (ts.isJsxAttribute(node) && VISIBLE.test(node.name.getText()) && node.initializer) {
          visit(node.initializer, (inner) => {
            if (
              ts.isStringLiteral(inner) &&
              !ts.isCallExpression(inner.parent) &&
              /\p{L}/u.test(inner.text)
            ) {
              texts.push(`${file.fileName}: ${inner.text}`);
            }
          });
        }
      });
    }
    expect(texts).toEqual([]);
  });

  it("are in the bundle, with the parameters that the page passes", () => {
    expect(usages().length).toBeGreaterThan(50);
    for (const { key, parameters } of usages()) {
      if (KEYCLOAKS.includes(key)) {
        continue;
      }
      const text = english.get(key);
      expect(text, key).toBeDefined();
      const wanted = [...(text ?? "").matchAll(/\{\{?(\w+)}?}/g)].map(([, name]) => name);
      expect([...new Set(wanted)].sort(), key).toEqual([...parameters].sort());
    }
  });

  it("are used", () => {
    const used = new Set(usages().map(({ key }) => key));
    expect([...english.keys()].filter((key) => OURS.test(key) && !used.has(key))).toEqual([]);
  });
});

it("the lock file does not name a registry", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
});

it("styles are independent of the writing direction", () => {
  const css = readFileSync(join(SOURCES, "page/app-passwords.css"), "utf8");
  expect(css).not.toMatch(/(margin|padding|border)-(left|right)|[^-](left|right):|text-align: (left|right)/);
});
