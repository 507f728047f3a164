import type { Manifest, Plugin } from "vite";

/**
 * Rewrites Vite's manifest for the server's page, which reads only the entry. The page needs the styles of the imported
 * chunks there, and it preloads each import as a file, where Vite writes the key of another manifest entry. Otherwise every
 * page view would request files that do not exist.
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
