import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { EVERY_NETWORK, type NetworkChoice } from "../model/networks";
import type { ServiceChoice } from "../model/services";

/** What the user was about to do before a new sign-in or the set-up of a second factor was required. */
export type PendingAction =
  { kind: "create"; draft?: Draft } | { kind: "replace"; id: string; draft?: Draft };

/** What the user had filled in. It never contains an app password: none exists before creation. */
export type Draft = {
  name: string;
  services: ServiceChoice;
  lifetimeDays: number;
  networks: NetworkChoice;
};

const PARAMETER = "then";
const DRAFT = "app-passwords.draft";
const REPLACE = "replace:";

/** Returns the URL of this page that resumes the action. Keeps the draft in the session storage until then. */
export function returnUrl(pageUrl: string, action: PendingAction | undefined): string {
  const url = new URL(pageUrl);
  url.hash = "";
  url.searchParams.delete(PARAMETER);
  if (action) {
    url.searchParams.set(PARAMETER, action.kind === "create" ? "create" : REPLACE + action.id);
  }
  // A draft that was left behind is not this action's, and may be another user's.
  sessionStorage.removeItem(DRAFT);
  if (action?.draft) {
    sessionStorage.setItem(DRAFT, JSON.stringify(action.draft));
  }
  return url.toString();
}

/** Returns the action that a URL with this query resumes. */
export function readPendingAction(search: string): PendingAction | undefined {
  const then = new URLSearchParams(search).get(PARAMETER);
  const draft = storedDraft();
  if (then === "create") {
    return { kind: "create", ...(draft && { draft }) };
  }
  return then?.startsWith(REPLACE)
    ? { kind: "replace", id: then.slice(REPLACE.length), ...(draft && { draft }) }
    : undefined;
}

/** The action to resume, and whether it is still in the address. */
type Resumption = { pendingAction: PendingAction | undefined; isInAddress: boolean };

/** Returns the action to resume, and removes it from the address and the session storage. */
export function usePendingAction(): Resumption {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const [pendingAction] = useState(() => readPendingAction(search));

  useEffect(() => {
    if (pendingAction) {
      sessionStorage.removeItem(DRAFT);
      void navigate(pathname, { replace: true });
    }
  }, [pendingAction, navigate, pathname]);

  const isInAddress = pendingAction !== undefined && new URLSearchParams(search).has(PARAMETER);
  return { pendingAction, isInAddress };
}

function storedDraft(): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "") as Partial<Draft>;
    const { name, services, lifetimeDays, networks = EVERY_NETWORK } = draft;
    return typeof name === "string" &&
      typeof services?.all === "boolean" &&
      Array.isArray(services.clients) &&
      typeof lifetimeDays === "number" &&
      typeof networks.typed === "string" &&
      typeof networks.current === "boolean"
      ? { name, services, lifetimeDays, networks }
      : undefined;
  } catch {
    return undefined;
  }
}
