import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { duplicatePackages } from "../../../build/singleCopies";

const PAGE = "node_modules/@patternfly/react-core/dist/esm/components/Page/Page.js";
const ROUTER = "node_modules/react-router/dist/production/index.mjs";

it("one copy of each package is accepted", () => {
  expect(
    duplicatePackages(
      [
        PAGE,
        PAGE.replace("Page.js", "PageContext.js"),
        ROUTER,
        "node_modules/react-dom/client.js",
        "src/main/ts/main.tsx",
      ],
      ["react", "react-dom"],
    ),
  ).toEqual([]);
});

it("a copy that a package depends on in another version is found", () => {
  expect(duplicatePackages([ROUTER, `node_modules/@keycloak/keycloak-ui-shared/${ROUTER}`], [])).toEqual([
    "react-router: node_modules/@keycloak/keycloak-ui-shared/node_modules/react-router/, node_modules/react-router/",
    expect.stringMatching(/^react-router\/dist: /),
  ]);
});

it("a copy inside the scripts of Keycloak's console library is found", () => {
  const folder = "node_modules/@keycloak/keycloak-account-ui/lib";
  const scripts = readdirSync(folder).filter((file) => file.endsWith(".js"));
  const found = duplicatePackages([PAGE, ...scripts.map((file) => `${folder}/${file}`)], []);
  expect(found).toContainEqual(expect.stringMatching(/^@patternfly\/react-core: /));
});

it("a second build of the same package is found", () => {
  expect(duplicatePackages([PAGE, PAGE.replace("/esm/", "/js/")], [])).toEqual([
    "@patternfly/react-core/dist: node_modules/@patternfly/react-core/dist/esm/, node_modules/@patternfly/react-core/dist/js/",
  ]);
});

it("React beside the server's is found", () => {
  const modules = ["node_modules/react/cjs/react.production.min.js", "node_modules/react-dom/index.js"];
  expect(duplicatePackages(modules, ["react", "react-dom"])).toHaveLength(2);
});
