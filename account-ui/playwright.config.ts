import { defineConfig, devices } from "@playwright/test";

/** Against a running server with the extension: see CONTRIBUTING.md. */
export default defineConfig({
  testDir: "src/test/browser",
  outputDir: "target/browser",
  globalSetup: "./src/test/browser/support/realms.ts",
  // All tests share one server, and some change the policy of a realm.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["junit", { outputFile: "target/browser/results.xml" }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env["KEYCLOAK_URL"] ?? "http://localhost:8080",
    actionTimeout: 20_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      // Chromium's sandbox does not work for root, and containers run as root.
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    },
  },
});
