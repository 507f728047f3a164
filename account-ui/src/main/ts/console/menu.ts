import type { RouteObject } from "react-router-dom";

/** An entry of content.json, which a child theme may replace. */
export type MenuItem = {
  label: string;
  /** The route's path, if it differs. */
  id?: string;
  path?: string;
  children?: MenuItem[];
  /** The feature that the entry requires. */
  isVisible?: string;
};

/** Returns a route for each visible entry, with the page of that path. */
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
