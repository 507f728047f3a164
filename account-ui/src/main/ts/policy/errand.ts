import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router-dom";

/** What a user was about to do when a new sign-in or a second factor came in between. */
export type Errand = { kind: "create"; draft?: Draft } | { kind: "replace"; id: string };

/** What the user had filled in. Never an app password: there is none before one is created. */
export type Draft = { name: string; clients: string[]; lifetimeDays: number };

const PARAMETER = "then";
const DRAFT = "app-passwords.draft";
const REPLACE = "replace:";

/** The address to come back to, so that the user can go on. Keeps the draft until then. */
export function addressToComeBackTo(pageAddress: string, errand: Errand | undefined): string {
  const address = new URL(pageAddress);
  address.hash = "";
  address.searchParams.delete(PARAMETER);
  if (errand) {
    address.searchParams.set(PARAMETER, errand.kind === "create" ? "create" : REPLACE + errand.id);
  }
  if (errand?.kind === "create" && errand.draft) {
    sessionStorage.setItem(DRAFT, JSON.stringify(errand.draft));
  }
  return address.toString();
}

/** The errand that this address and the kept draft tell of. */
export function errandOf(search: string): Errand | undefined {
  const then = new URLSearchParams(search).get(PARAMETER);
  if (then === "create") {
    const draft = keptDraft();
    return { kind: "create", ...(draft && { draft }) };
  }
  return then?.startsWith(REPLACE) ? { kind: "replace", id: then.slice(REPLACE.length) } : undefined;
}

/** The errand that the user has come back for, if any; from then on forgotten, in the address too. */
export function useReturn(): Errand | undefined {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const [errand] = useState(() => errandOf(search));

  useEffect(() => {
    if (errand) {
      sessionStorage.removeItem(DRAFT);
      void navigate(pathname, { replace: true });
    }
  }, [errand, navigate, pathname]);

  return errand;
}

function keptDraft(): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "") as Partial<Draft>;
    const { name, clients, lifetimeDays } = draft;
    return typeof name === "string" && Array.isArray(clients) && typeof lifetimeDays === "number"
      ? { name, clients, lifetimeDays }
      : undefined;
  } catch {
    return undefined;
  }
}
