import { readFileSync } from "node:fs";

/** Returns the messages of a language by key, with parameters filled in. */
export function texts(locale: string): (key: string, parameters?: Record<string, string>) => string {
  const folder = new URL(
    "../../../../../themes/src/main/resources/theme-resources/messages/",
    import.meta.url,
  );
  const bundle = new Map(
    readFileSync(new URL(`messages_${locale}.properties`, folder), "utf8")
      .split("\n")
      .filter((line) => /^[\w-]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const),
  );
  return (key, parameters = {}) => {
    const text = bundle.get(key);
    if (text === undefined) {
      throw new Error(`${key} is missing in ${locale}`);
    }
    return text.replace(/\{\{(\w+)}}/g, (_all, name: string) => parameters[name] ?? "");
  };
}
