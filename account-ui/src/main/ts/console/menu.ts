import type { RouteObject } from "react-router-dom";

/** An entry of content.json, which a child theme may replace. */
export type MenuItem = {
  label: string;
  /** The route's path where it is not the same. */
  id?: string;
  path?: string;
  children?: MenuItem[];
  /** Name of the server's feature without which the entry is not shown. */
  isVisible?: string;
};

/** The routes of the entries that are shown; each with the page that is known under its path. */
export function routesOf(
  items: readonly MenuItem[],
  pages: readonly RouteObject[],
  features: Readonly<Record<string, boolean>>,
): RouteObject[] {
  return items.flatMap((item) => {
    if (item.children) {
      return routesOf(item.children, pages, features);
    }
    if (item.path === undefined || (item.isVisible && !features[item.isVisible])) {
      return [];
    }
    const page = pages.find(({ path }) => path === (item.id ?? item.path));
    return [{ path: item.path, element: page?.element }];
  });
}
