import { useCallback, useEffect, useRef, useState } from "react";
import { toApiError, UNREACHABLE, type ApiError } from "../api/apiError";
import type { Overview } from "../api/types";
import { useApi } from "../api/useApi";

const RETRY_INTERVAL_MILLIS = 5_000;

export type Loaded = { overview?: Overview; error?: ApiError };

export type OverviewState = Loaded & {
  /** Loads the overview again. The page keeps showing the old one until the server responds. */
  reload: () => Promise<void>;
  /** Shows a change at once, then loads the overview again. */
  change: (changed: (overview: Overview) => Overview) => void;
};

/**
 * Loads what the page shows in one request: again after each change, when the user returns to the page, and every few
 * seconds while the server is unreachable. The last error stays beside a list that was loaded before.
 */
export function useOverview(): OverviewState {
  const api = useApi();
  const [loaded, setLoaded] = useState<Loaded>({});
  const latest = useRef(0);

  const reload = useCallback(async () => {
    const request = ++latest.current;
    let result: Loaded;
    try {
      result = { overview: await api.list() };
    } catch (thrown) {
      result = { error: toApiError(thrown) };
    }
    // An older response must not replace a newer one, and a failed reload must not replace the list.
    if (request === latest.current) {
      setLoaded((before) => (before.overview ? { overview: before.overview, ...result } : result));
    }
  }, [api]);

  const change = useCallback(
    (changed: (overview: Overview) => Overview) => {
      setLoaded((before) => (before.overview ? { ...before, overview: changed(before.overview) } : before));
      void reload();
    },
    [reload],
  );

  useEffect(() => {
    void reload();
  }, [reload]);

  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible") {
        void reload();
      }
    };
    document.addEventListener("visibilitychange", refresh);
    return () => document.removeEventListener("visibilitychange", refresh);
  }, [reload]);

  const waitsForNetwork = loaded.error?.code === UNREACHABLE;
  useEffect(() => {
    if (!waitsForNetwork) {
      return;
    }
    // The browser knows whether the network is up, but not whether the server is.
    const retry = () => void reload();
    const timer = setInterval(retry, RETRY_INTERVAL_MILLIS);
    addEventListener("online", retry);
    return () => {
      clearInterval(timer);
      removeEventListener("online", retry);
    };
  }, [waitsForNetwork, reload]);

  return { ...loaded, reload, change };
}
