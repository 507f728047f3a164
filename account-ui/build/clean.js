/* The names of scripts and styles change with their content: without this, the JAR would carry former ones along. */
import { rmSync } from "node:fs";

rmSync("target/classes/theme/app-passwords/account/resources/assets", { recursive: true, force: true });
