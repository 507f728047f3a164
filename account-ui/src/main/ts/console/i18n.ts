import { createInstance, type LanguageDetectorModule } from "i18next";
import FetchBackend from "i18next-fetch-backend";
import { initReactI18next } from "react-i18next";
import { environment } from "../environment/environment";

const languageOfTheServersPage: LanguageDetectorModule = {
  type: "languageDetector",
  detect: () => environment.locale,
};

/** The texts of the account theme, which the server serves by language. Set up as the stock console does. */
export const i18n = createInstance({
  fallbackLng: "en",
  nsSeparator: false,
  // An advertisement in the console.
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
i18n.use(languageOfTheServersPage);
i18n.use(initReactI18next);

// The library's page Personal info tells of a new language this way.
addEventListener("languageChanged", (event) => {
  void i18n.changeLanguage((event as CustomEvent<{ language: string }>).detail.language);
});
