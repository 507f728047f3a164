import { createInstance, type LanguageDetectorModule } from "i18next";
import FetchBackend from "i18next-fetch-backend";
import { initReactI18next } from "react-i18next";
import { environment } from "../environment/environment";

const serverPageLanguage: LanguageDetectorModule = {
  type: "languageDetector",
  detect: () => environment.locale,
};

/** The messages of the account theme, which the server serves for each language. Configured as in Keycloak's console. */
export const i18n = createInstance({
  fallbackLng: "en",
  nsSeparator: false,
  // Otherwise i18next logs an advertisement.
  showSupportNotice: false,
  interpolation: { escapeValue: false },
  backend: {
    loadPath: `${environment.serverBaseUrl}/resources/${environment.realm}/account/{{lng}}`,
    parse: (data: string) =>
      Object.fromEntries(
        (JSON.parse(data) as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
      ),
  },
});

i18n.use(FetchBackend);
i18n.use(serverPageLanguage);
i18n.use(initReactI18next);

// The library's page Personal info dispatches this event when the user changes the language.
addEventListener("languageChanged", (event) => {
  void i18n.changeLanguage((event as CustomEvent<{ language: string }>).detail.language);
});
