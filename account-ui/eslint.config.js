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
            // An app password must never appear in the browser's console.
            "no-console": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // Asynchronous handlers of buttons report their own result.
            "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
        },
    },
    {
        files: ["build/**/*.js", "*.config.js"],
        languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
    },
);
