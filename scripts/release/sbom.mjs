/*
 * Writes the SBOM of a JAR as CycloneDX JSON. For Keycloak's JAR, these are the Maven modules, from the list of the Maven plugin,
 * and the npm packages that Vite has bundled into the account page; fails if the JAR contains anything else. Without the two
 * files of npm, these are the modules and libraries in the list.
 *
 *   jar --list --file X.jar | node scripts/release/sbom.mjs MAVEN-BOM [BUNDLED-PACKAGES PACKAGE-LOCK] >X.cdx.json
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const RESOURCES = "theme/app-passwords/account/resources/";
const PAGE = "keycloak-app-passwords-account-ui";

const OURS = "org.apppasswords";

const [maven, bundled = {}, lock] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const jarEntries = new Set(readFileSync(0, "utf8").split(/\r?\n/));

const problems = [
    ...Object.keys(bundled)
        .filter((file) => !jarEntries.has(RESOURCES + file))
        .map((file) => `Vite has written ${file}, which is not in the JAR.`),
    ...[...jarEntries]
        .filter((entry) => entry.startsWith(`${RESOURCES}assets/`) && !entry.endsWith("/"))
        .map((entry) => entry.slice(RESOURCES.length))
        .filter((file) => !(file in bundled))
        .map((file) => `The JAR contains ${file}, which Vite has not written.`),
    ...maven.components
        .filter(({ group }) => lock !== undefined && group !== OURS)
        .map(({ purl }) => `The JAR would bundle ${purl}, which is not one of our modules.`),
];

const folders = [...new Set(Object.values(bundled).flat())].sort();
const packages = folders.flatMap((folder) => {
    const entry = lock.packages[folder];
    if (entry?.version === undefined || entry.integrity === undefined || entry.license === undefined) {
        problems.push(`package-lock.json lacks the version, hash or license of ${folder}.`);
        return [];
    }
    return component(folder, entry);
});

if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exit(1);
}

// The JARs of our modules are not published, so their hashes are of no use to a reader.
const modules = maven.components.map(({ hashes, ...module }) =>
    module.group === OURS ? module : { ...module, hashes },
);
const page = maven.components.find(({ name }) => name === PAGE);
const dependencies = maven.dependencies.map((dependency) =>
    dependency.ref === page?.["bom-ref"]
        ? { ...dependency, dependsOn: packages.map((each) => each["bom-ref"]) }
        : dependency,
);
// The SBOM has no time, and its serial number depends only on the content, so that it is reproducible.
const { timestamp: _, ...metadata } = maven.metadata;
const content = {
    version: 1,
    metadata,
    components: [...modules, ...packages],
    dependencies: [...dependencies, ...packages.map((each) => ({ ref: each["bom-ref"], dependsOn: [] }))],
};
const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuid(JSON.stringify(content))}`,
    ...content,
};
process.stdout.write(`${JSON.stringify(bom, undefined, 2)}\n`);

function component(folder, { version, integrity, license }) {
    const path = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    const [name, group] = path.split("/").reverse();
    const purl = `pkg:npm/${path.replace("@", "%40")}@${version}`;
    return {
        type: "library",
        "bom-ref": purl,
        ...(group && { group }),
        name,
        version,
        hashes: integrity.split(" ").map(hash),
        licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }],
        purl,
        evidence: {
            occurrences: Object.keys(bundled)
                .filter((file) => bundled[file].includes(folder))
                .map((file) => ({ location: RESOURCES + file })),
        },
    };
}

function hash(integrity) {
    const [algorithm, base64] = integrity.split(/-(.*)/);
    return { alg: algorithm.replace("sha", "SHA-"), content: Buffer.from(base64, "base64").toString("hex") };
}

/** Returns a version 8 UUID (RFC 9562) of the content: equal content has an equal UUID. */
function uuid(content) {
    const hex = createHash("sha256").update(content).digest("hex");
    const variant = ((parseInt(hex[16], 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
