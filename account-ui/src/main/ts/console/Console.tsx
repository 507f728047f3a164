import { Header, PageNav, routes, useAccountAlerts, useEnvironment } from "@keycloak/keycloak-account-ui";
import { ErrorPage } from "@keycloak/keycloak-ui-shared";
import { AlertVariant, Page, Spinner } from "@patternfly/react-core";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Navigate, Outlet, RouterProvider, type RouteObject } from "react-router-dom";
import type { Environment } from "../environment/environment";
import { routesOf, type MenuItem } from "./menu";
import { SigningIn } from "./SigningIn";

const AppPasswordsPage = lazy(() => import("../page/AppPasswordsPage"));

const pages: RouteObject[] = [
  ...routes.map((route) =>
    route.path === "account-security/signing-in"
      ? { ...route, element: <SigningIn page={route.element} /> }
      : route,
  ),
  { path: "app-passwords", element: <AppPasswordsPage /> },
] as RouteObject[];

type Router = ReturnType<typeof createBrowserRouter>;

/** The account console: the library's pages and ours. Modelled on the library's root component, which is not exported. */
export function Console() {
  const { environment } = useEnvironment<Environment>();
  const [router, setRouter] = useState<Router>();
  const [failure, setFailure] = useState<unknown>();

  useEffect(() => {
    fetch(`${environment.resourceUrl}/content.json`)
      .then((response) => response.json() as Promise<MenuItem[]>)
      .then((menu) => setRouter(routerOf(menu, environment)))
      .catch(setFailure);
  }, [environment]);

  if (failure) {
    return <ErrorPage error={failure} />;
  }
  return router ? <RouterProvider router={router} /> : <Spinner />;
}

function routerOf(menu: readonly MenuItem[], { baseUrl, features }: Environment): Router {
  return createBrowserRouter([
    {
      path: decodeURIComponent(new URL(baseUrl).pathname),
      element: (
        <Page header={<Header />} sidebar={<PageNav />} isManagedSidebar>
          <Suspense fallback={<Spinner />}>
            <Outlet />
          </Suspense>
        </Page>
      ),
      errorElement: <ErrorPage />,
      children: [...routesOf(menu, pages, features), { path: "*", element: <UnknownPage /> }],
    },
  ]);
}

function UnknownPage() {
  const { t } = useTranslation();
  const { addAlert } = useAccountAlerts();
  const { environment } = useEnvironment<Environment>();

  useEffect(() => addAlert(t("pageNotFound"), AlertVariant.warning), [addAlert, t]);

  return <Navigate to={new URL(environment.baseUrl).pathname} replace />;
}
