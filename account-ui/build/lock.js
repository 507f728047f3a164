/*
 * Removes the URLs of packages from the lock file, so that npm uses the registry of the machine. The hashes ensure that it
 * has the same packages. (npm's own setting for this loses optional packages.)
 */
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) {
    delete entry.resolved;
}
writeFileSync("package-lock.json", JSON.stringify(lock, undefined, 2) + "\n");
