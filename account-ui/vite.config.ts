import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { bundledPackages } from "./build/bundledPackages";
import { preloadByFile } from "./build/preloadByFile";

export default defineConfig({
  // Themes are served under a path that changes with the server's version, and child themes under their own.
  base: "",
  plugins: [react(), preloadByFile(), bundledPackages()],
  publicDir: false,
  resolve: {
    alias: {
      // The library's package does not export its own styles.
      "keycloak-account-ui.css": fileURLToPath(
        new URL("node_modules/@keycloak/keycloak-account-ui/lib/keycloak-account-ui.css", import.meta.url),
      ),
    },
    // Two copies would be two contexts, and the library would not find what we provide.
    dedupe: ["@keycloak/keycloak-ui-shared", "keycloak-js", "react-i18next", "react-router-dom"],
  },
  build: {
    outDir: "target/classes/theme/app-passwords/account/resources",
    // The menu, content.json, is there already.
    emptyOutDir: false,
    manifest: true,
    modulePreload: false,
    sourcemap: false,
    target: "es2022",
    chunkSizeWarningLimit: 4096,
    rollupOptions: {
      input: "src/main/ts/main.tsx",
      // The server's page has them in its import map.
      external: ["react", "react/jsx-runtime", "react-dom"],
    },
  },
  test: {
    include: ["src/test/ts/**/*.test.ts"],
    environment: "node",
  },
});
