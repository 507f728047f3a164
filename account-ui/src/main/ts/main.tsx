import "@patternfly/patternfly/patternfly-addons.css";
import "@patternfly/react-core/dist/styles/base.css";

import { KeycloakProvider } from "@keycloak/keycloak-account-ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./console/Console";
import { environment } from "./environment/environment";
import { i18n } from "./console/i18n";

await i18n.init();

const container = document.getElementById("app");
if (!container) {
  throw new Error("The page of the server's theme has no element with the ID app.");
}
createRoot(container).render(
  <StrictMode>
    <KeycloakProvider environment={environment}>
      <Console />
    </KeycloakProvider>
  </StrictMode>,
);
