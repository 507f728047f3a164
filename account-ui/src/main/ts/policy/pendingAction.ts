import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import type { ServiceChoice } from "../model/services";

/** What the user was about to do before a new sign-in or the set-up of a second factor was required. */
export type PendingAction = { kind: "create"; draft?: Draft } | { kind: "replace"; id: string };

/** What the user had filled in. It never contains an app password: none exists before creation. */
export type Draft = { name: string; services: ServiceChoice; lifetimeDays: number };

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
  if (action?.kind === "create" && action.draft) {
    sessionStorage.setItem(DRAFT, JSON.stringify(action.draft));
  }
  return url.toString();
}

/** Returns the action that a URL with this query resumes. */
export function readPendingAction(search: string): PendingAction | undefined {
  const then = new URLSearchParams(search).get(PARAMETER);
  if (then === "create") {
    const draft = storedDraft();
    return { kind: "create", ...(draft && { draft }) };
  }
  return then?.startsWith(REPLACE) ? { kind: "replace", id: then.slice(REPLACE.length) } : undefined;
}

/** Returns the action to resume, and removes it from the address and the session storage. */
export function usePendingAction(): PendingAction | undefined {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const [action] = useState(() => readPendingAction(search));

  useEffect(() => {
    if (action) {
      sessionStorage.removeItem(DRAFT);
      void navigate(pathname, { replace: true });
    }
  }, [action, navigate, pathname]);

  return action;
}

function storedDraft(): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "") as Partial<Draft>;
    const { name, services, lifetimeDays } = draft;
    return typeof name === "string" &&
      typeof services?.all === "boolean" &&
      Array.isArray(services.clients) &&
      typeof lifetimeDays === "number"
      ? { name, services, lifetimeDays }
      : undefined;
  } catch {
    return undefined;
  }
}
