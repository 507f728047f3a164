import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { bundledPackages } from "./build/bundledPackages";
import { preloadByFile } from "./build/preloadByFile";

export default defineConfig({
  // The path of a theme contains the server's version, and a child theme has its own path.
  base: "",
  plugins: [react(), preloadByFile(), bundledPackages()],
  publicDir: false,
  resolve: {
    alias: {
      // The library's package does not export its styles.
      "keycloak-account-ui.css": fileURLToPath(
        new URL("node_modules/@keycloak/keycloak-account-ui/lib/keycloak-account-ui.css", import.meta.url),
      ),
    },
    // With two copies there would be two React contexts, and the library would not find our providers.
    dedupe: ["@keycloak/keycloak-ui-shared", "keycloak-js", "react-i18next", "react-router-dom"],
  },
  build: {
    outDir: "target/classes/theme/app-passwords/account/resources",
    // The folder already contains the menu, content.json.
    emptyOutDir: false,
    manifest: true,
    modulePreload: false,
    sourcemap: false,
    target: "es2022",
    chunkSizeWarningLimit: 4096,
    rollupOptions: {
      input: "src/main/ts/main.tsx",
      // The import map of the server's page provides them.
      external: ["react", "react/jsx-runtime", "react-dom"],
    },
  },
  test: {
    include: ["src/test/ts/**/*.test.ts"],
    environment: "node",
  },
});
