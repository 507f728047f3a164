/* Installs the packages of the lock file if they are not installed yet. Maven runs this in every build. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node.js 20.19 or newer builds the account console page; this is ${process.version}.`);
    process.exit(1);
}

const INSTALLED = "node_modules/.installed";
const expected = createHash("sha256")
    .update(readFileSync("package.json"))
    .update(readFileSync("package-lock.json"))
    .digest("hex");

if (!existsSync(INSTALLED) || readFileSync(INSTALLED, "utf8") !== expected) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
        stdio: "inherit",
        // The tests use the Chromium of the machine.
        env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
    });
    writeFileSync(INSTALLED, expected);
}
