import { defineConfig, devices } from "@playwright/test";

/** Against a running server with the extension: see CONTRIBUTING.md. */
export default defineConfig({
  testDir: "src/test/browser",
  outputDir: "target/browser",
  globalSetup: "./src/test/browser/support/importRealms.ts",
  // Each worker has a realm of its own, because some tests change the policy of their realm.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["junit", { outputFile: "target/browser/results.xml" }]],
  use: {
    baseURL: process.env["KEYCLOAK_URL"] ?? "http://localhost:8080",
    actionTimeout: 20_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium-headless-shell",
      // Chromium's sandbox does not work for root, and containers run as root. Imitating a GPU takes a tenth of the time.
      args: ["--no-sandbox", "--disable-gpu"],
    },
  },
  projects: [
    {
      name: "desktop",
      grepInvert: /@phone/,
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } },
    },
    {
      name: "phone",
      testMatch: /(interruptions|journeys|languages|phone|services|signedOut|twice)\.spec\.ts/,
      grepInvert: /@desktop/,
      // Sharper screenshots take longer and show nothing else.
      use: { ...devices["Galaxy S5"], deviceScaleFactor: 1 },
    },
  ],
});
