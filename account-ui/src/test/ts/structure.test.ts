import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const SOURCES = "src/main/ts";

/** From each node to those that it depends on. */
type Graph = Map<string, Set<string>>;

/** The files with what they import from each other, types included. */
function files(): Graph {
  const names = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  return new Map(
    names.map((name) => {
      const imported = ts
        .preProcessFile(readFileSync(join(SOURCES, name), "utf8"))
        .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
        .map(({ fileName }) => join(dirname(name), fileName))
        .flatMap((path) => names.filter((each) => each === path || each.replace(/\.tsx?$/, "") === path));
      return [name, new Set(imported)];
    }),
  );
}

/** The folders with what their files import from each other. */
function folders(): Graph {
  const graph: Graph = new Map();
  for (const [name, imported] of files()) {
    const folder = dirname(name);
    const others = [...imported].map((each) => dirname(each)).filter((each) => each !== folder);
    graph.set(folder, new Set([...(graph.get(folder) ?? []), ...others]));
  }
  return graph;
}

/** The first cycle, as the path that leads back to its start. */
function cycle(graph: Graph): string[] {
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string[] => {
    if (path.includes(node)) {
      return [...path.slice(path.indexOf(node)), node];
    }
    if (done.has(node)) {
      return [];
    }
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...path, node]);
      if (found.length > 0) {
        return found;
      }
    }
    done.add(node);
    return [];
  };
  return [...graph.keys()].map((node) => visit(node, [])).find((found) => found.length > 0) ?? [];
}

it("files do not import each other in a cycle", () => {
  expect([...files().values()].reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(100);
  expect(cycle(files())).toEqual([]);
});

it("folders do not import each other in a cycle", () => {
  expect(cycle(folders())).toEqual([]);
});
