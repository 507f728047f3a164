import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Plugin } from "vite";

const FOLDER = "target";

/**
 * Writes target/bundled-packages.json: for each file of the page, the packages whose code it contains after tree shaking.
 * scripts/release/sbom.mjs creates the SBOM of a release from it.
 */
export function bundledPackages(): Plugin {
  return {
    name: "bundled-packages",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files: Record<string, string[]> = {};
        for (const [file, output] of Object.entries(bundle)) {
          const sources =
            output.type === "asset"
              ? output.originalFileNames
              : Object.entries(output.modules)
                  .filter(([, { renderedLength }]) => renderedLength > 0)
                  .map(([id]) => id);
          files[file] = packagesOf(sources);
          if (output.type === "chunk") {
            // Styles are in a file of their own, not in the code of the chunk.
            const styles = packagesOf(Object.keys(output.modules).filter((id) => /\.css($|\?)/.test(id)));
            for (const css of output.viteMetadata?.importedCss ?? []) {
              files[css] = [...new Set([...(files[css] ?? []), ...styles])].sort();
            }
          }
        }
        mkdirSync(FOLDER, { recursive: true });
        const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
        writeFileSync(join(FOLDER, "bundled-packages.json"), JSON.stringify(sorted, undefined, 2) + "\n");
      },
    },
  };
}

function packagesOf(sources: string[]): string[] {
  return [...new Set(sources.flatMap((source) => packageOf(source) ?? []))].sort();
}

/** Returns the package's folder as in the lock file; none for our own code and that of the build tool. */
function packageOf(source: string): string | undefined {
  const file = source.replace(/^\0/, "").replace(/\?.*$/, "");
  const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
  if (folder === undefined) {
    return undefined;
  }
  const path = folder.startsWith("/") ? relative(process.cwd(), folder) : folder;
  const { version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as { version?: string };
  if (version === undefined) {
    throw new Error(`${path} is not a package: ${dirname(source)}`);
  }
  return path;
}
