import { existsSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * Fails the build if the page contains two copies of a package. Components of two copies do not share a React context, and
 * do not find each other's page, alerts, forms, router or translations.
 */
export function singleCopies(external: readonly string[]): Plugin {
  return {
    name: "single-copies",
    enforce: "post",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle)
        .flatMap((output) => (output.type === "chunk" ? Object.entries(output.modules) : []))
        .filter(([, { renderedLength }]) => renderedLength > 0)
        .map(([id]) => id.replace(/^\0/, "").replace(/\?.*$/, ""));
      const duplicates = duplicatePackages(modules, external);
      if (duplicates.length > 0) {
        this.error(`The page contains two copies of a package:\n${duplicates.join("\n")}`);
      }
    },
  };
}

/** Returns each package with more than one copy, and where the copies are. The server has a copy of the external packages. */
export function duplicatePackages(modules: readonly string[], external: readonly string[]): string[] {
  const copies = new Map(external.map((name) => [name, new Set(["the server's page"])]));
  const add = (name: string, place: string) => copies.set(name, (copies.get(name) ?? new Set()).add(place));

  for (const module of modules) {
    const { name, folder, build } = packageOf(module) ?? {};
    if (name === undefined || folder === undefined || module.endsWith("/react-dom/client.js")) {
      // react-dom/client only calls the server's React DOM.
      continue;
    }
    add(name, folder);
    if (build !== undefined) {
      // A package's ES modules and its CommonJS modules are two copies as well.
      add(`${name}/dist`, folder + build);
    }
    for (const bundled of bundledInto(module).filter((each) => each !== name)) {
      add(bundled, module);
    }
  }
  return [...copies]
    .filter(([, places]) => places.size > 1)
    .map(([name, places]) => `${name}: ${[...places].sort().join(", ")}`);
}

/** The packages that a package's own build has copied into this script, according to its source map. */
function bundledInto(script: string): string[] {
  const file = `${script}.map`;
  if (!existsSync(file)) {
    return [];
  }
  const { sources } = JSON.parse(readFileSync(file, "utf8")) as { sources: string[] };
  return [...new Set(sources.flatMap((source) => packageOf(source)?.name ?? []))];
}

function packageOf(file: string) {
  return /^(?<folder>.*node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\/)(?<build>dist\/[^/]+\/)?/.exec(file)
    ?.groups;
}
