import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["node_modules", "target"] },
    js.configs.recommended,
    {
        files: ["**/*.{ts,tsx}"],
        extends: [
            tseslint.configs.strictTypeChecked,
            jsxA11y.flatConfigs.strict,
            reactHooks.configs.flat["recommended-latest"],
        ],
        languageOptions: { parserOptions: { project: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            // An app password must never get into the console, whatever is logged.
            "no-console": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // The library has a copy of its own, with other contexts than those that we would find there.
            "no-restricted-imports": [
                "error",
                {
                    name: "@keycloak/keycloak-ui-shared",
                    importNames: ["KeycloakProvider", "useAlerts", "useEnvironment", "useHelp"],
                },
            ],
            // Handlers of buttons start work that reports its own end.
            "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
        },
    },
    {
        files: ["build/**/*.js", "*.config.js"],
        languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
    },
);
