import { createConfig, lint } from "@redocly/openapi-core";
import { expect, it } from "vitest";

it("the API's description passes Redocly's strict rules", async () => {
  const config = await createConfig({
    extends: ["recommended-strict"],
    // OpenAPI 3.0 cannot refer to the lines of JSON lines: ImportLine and ImportAnswer.
    rules: { "no-unused-components": "off" },
  });

  const problems = await lint({ ref: "../docs/openapi.yaml", config });

  expect(problems.map(({ message, location }) => `${location[0]?.pointer ?? ""}: ${message}`)).toEqual([]);
});
