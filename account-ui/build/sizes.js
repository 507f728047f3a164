/*
 * Reports the size of the page, and fails if our own code exceeds its limit. Our own code includes the QR code generator,
 * but not Keycloak's library, PatternFly and React, which Keycloak's console has as well.
 */
import { build } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 60;
const ASSETS = "target/classes/theme/app-passwords/account/resources/assets";
const OURS = ["uqr"];

const isPackage = (path) => /^[@a-z]/.test(path) && !OURS.includes(path);

const ours = await build({
    entryPoints: ["src/main/ts/main.tsx"],
    bundle: true,
    minify: true,
    write: false,
    outdir: "unused",
    format: "esm",
    jsx: "automatic",
    target: "es2022",
    plugins: [
        {
            name: "exclude-packages",
            setup: ({ onResolve }) =>
                onResolve({ filter: /.*/ }, ({ path, kind }) =>
                    kind !== "entry-point" && isPackage(path) ? { path, external: true } : undefined,
                ),
        },
    ],
});

const gzippedKb = (bytes) => gzipSync(bytes, { level: 9 }).length / 1024;
const report = (what, kb) => console.log(`${what.padEnd(44)}${kb.toFixed(1).padStart(8)} KB gzipped`);

const ownKb = ours.outputFiles.reduce((sum, { contents }) => sum + gzippedKb(contents), 0);
report(`our own code (at most ${LIMIT_KB} KB)`, ownKb);

const files = readdirSync(ASSETS);
for (const [what, ending] of [
    ["scripts, with the library", ".js"],
    ["styles, with PatternFly", ".css"],
]) {
    const kb = files
        .filter((file) => file.endsWith(ending))
        .reduce((sum, file) => sum + gzippedKb(readFileSync(join(ASSETS, file))), 0);
    report(what, kb);
}

if (files.some((file) => file.endsWith(".map"))) {
    console.error("Source maps are not shipped.");
    process.exit(1);
}
if (ownKb > LIMIT_KB) {
    console.error(`Our own code is larger than ${LIMIT_KB} KB.`);
    process.exit(1);
}
