import type { BrowserContext } from "@playwright/test";

/**
 * What the browser reports about the pages of a test: uncaught errors, `console.error`, violations of a content security
 * policy (Chromium writes these to the console), failed requests, and responses that are errors.
 */
export class Faults {
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(context: BrowserContext) {
    context.on("weberror", (error) => this.found.push(`error ${error.error().message}`));
    context.on("console", (message) => {
      // Chromium repeats each failed request in the console, without its method.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.found.push(`console ${message.text()}`);
      }
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "failed";
      // The browser cancels the requests of a page that it leaves.
      if (reason !== "net::ERR_ABORTED") {
        this.found.push(`${reason} ${request.method()} ${request.url()}`);
      }
    });
    context.on("response", (response) => {
      if (response.status() >= 400) {
        this.found.push(`${response.status()} ${response.request().method()} ${response.url()}`);
      }
    });
  }

  /** Announces faults that the test causes. */
  allow(...faults: RegExp[]): void {
    this.allowed.push(...faults);
  }

  get unexpected(): string[] {
    return this.found.filter((fault) => !this.allowed.some((each) => each.test(fault)));
  }
}
