import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const LIBRARY = "@keycloak/keycloak-account-ui";
const SCRIPTS = fileURLToPath(new URL(`../node_modules/${LIBRARY}/lib/`, import.meta.url));
const ENTRY = resolve(SCRIPTS, "../src/index.ts");

/**
 * Builds Keycloak's console library from the sources in its source maps, because its scripts contain copies of PatternFly
 * and of Keycloak's shared components. Components of two copies do not share a React context: in a page from our copy of
 * PatternFly, the library's header could not open the library's menu.
 */
export function librarySources(): Plugin {
  const sources = librarySourcesByPath();
  return {
    name: "library-sources",
    enforce: "pre",
    resolveId(specifier, importer) {
      if (specifier === LIBRARY) {
        // The entry re-exports every page. Without this, all pages would be loaded at once.
        return { id: ENTRY, moduleSideEffects: false };
      }
      if (importer === undefined || !sources.has(importer) || !specifier.startsWith(".")) {
        return undefined;
      }
      const path = resolve(dirname(importer), specifier);
      const id = ["", ".ts", ".tsx"].map((ending) => path + ending).find((each) => sources.has(each));
      return id ?? this.error(`The source maps of ${LIBRARY} do not contain ${specifier} of ${importer}.`);
    },
    load: (id) => sources.get(id),
  };
}

function librarySourcesByPath(): Map<string, string> {
  const maps = readdirSync(SCRIPTS).filter((file) => file.endsWith(".js.map"));
  const sources = maps.flatMap((file) => {
    const map = JSON.parse(readFileSync(resolve(SCRIPTS, file), "utf8")) as SourceMap;
    return map.sources.map(
      (source, index) => [resolve(SCRIPTS, source), map.sourcesContent[index] ?? ""] as const,
    );
  });
  return new Map([
    ...sources.filter(([path]) => path.startsWith(dirname(ENTRY))),
    // Source maps lack files without code of their own: the entry, whose declarations are the same re-exports,
    [ENTRY, readFileSync(resolve(SCRIPTS, "index.d.ts"), "utf8")],
    // and the styles of the header, which are in the library's style sheet.
    [resolve(dirname(ENTRY), "root/header.module.css"), headerStyles()],
  ]);
}

function headerStyles(): string {
  const styles = readFileSync(resolve(SCRIPTS, "keycloak-account-ui.css"), "utf8");
  const rule = /\._brand_\w+(\{[^}]*\})/.exec(styles)?.[1];
  if (rule === undefined) {
    throw new Error(`The style sheet of ${LIBRARY} has no rule for the logo in the header.`);
  }
  return `.brand ${rule}`;
}

type SourceMap = { sources: string[]; sourcesContent: (string | null)[] };
