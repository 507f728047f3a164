/* The names of scripts and styles change with their content, so the JAR would otherwise contain those of earlier builds. */
import { rmSync } from "node:fs";

rmSync("target/classes/theme/app-passwords/account/resources/assets", { recursive: true, force: true });
