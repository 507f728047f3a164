import type { Manifest, Plugin } from "vite";

/**
 * The server's page knows the entry's own styles alone, not those of the chunks that the entry imports. And it preloads what the manifest says the entry imports, and takes each for the name of a file. Vite writes
 * the keys of other manifest entries there, which are no files: every page view would ask for something that is not there.
 */
export function preloadByFile(): Plugin {
  return {
    name: "preload-by-file",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const asset = bundle[".vite/manifest.json"];
        if (asset?.type !== "asset") {
          throw new Error("Vite has not written its manifest yet.");
        }
        const manifest = JSON.parse(asset.source.toString()) as Manifest;
        for (const chunk of Object.values(manifest).filter(({ isEntry }) => isEntry)) {
          const imported = (chunk.imports ?? []).flatMap((key) => manifest[key] ?? []);
          chunk.css = [...new Set([...imported, chunk].flatMap(({ css }) => css ?? []))];
          chunk.imports = imported.map(({ file }) => file);
        }
        asset.source = JSON.stringify(manifest, undefined, 2);
      },
    },
  };
}
