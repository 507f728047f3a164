import { useEffect, useState } from "react";
import type { Overview } from "../api/types";
import { useApi } from "../api/useApi";
import { serviceNames } from "../model/overview";

const INTERVAL_MILLIS = 4_000;

/** Each request extends the user's session, which must not last as long as the dialog stays open. */
const MAX_REQUESTS = 150;

/** The first use of an app password; the service is undefined if it is not known. */
export type FirstUse = { service: string | undefined };

/** Waits until a new app password is used for the first time, while the page is visible. */
export function useFirstUse(id: string): FirstUse | undefined {
  const api = useApi();
  const [use, setUse] = useState<FirstUse>();

  useEffect(() => {
    if (use) {
      return;
    }
    let requests = 0;
    let stopped = false;
    const timer = setInterval(() => {
      if (document.visibilityState === "hidden") {
        return;
      }
      if (++requests > MAX_REQUESTS) {
        clearInterval(timer);
        return;
      }
      api.list().then(
        (overview) => stopped || setUse(firstUse(overview, id)),
        // The next request may succeed.
        () => undefined,
      );
    }, INTERVAL_MILLIS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [api, id, use]);

  return use;
}

function firstUse(overview: Overview, id: string): FirstUse | undefined {
  const entry = overview.appPasswords.find((each) => each.id === id);
  if (!entry || entry.lastUsedAt === null) {
    return undefined;
  }
  return { service: entry.lastUsedClient ? serviceNames(overview, [entry.lastUsedClient])[0] : undefined };
}
