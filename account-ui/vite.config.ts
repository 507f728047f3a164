import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { bundledPackages } from "./build/bundledPackages";
import { librarySources } from "./build/librarySources";
import { preloadByFile } from "./build/preloadByFile";
import { singleCopies } from "./build/singleCopies";

export default defineConfig({
  // The path of a theme contains the server's version, and a child theme has its own path.
  base: "",
  plugins: [
    librarySources(),
    react(),
    preloadByFile(),
    bundledPackages(),
    singleCopies(["react", "react-dom"]),
  ],
  publicDir: false,
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
