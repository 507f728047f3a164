import { useCallback, useEffect, useRef, useState } from "react";
import { problemOf, UNREACHABLE, type Problem } from "../api/problem";
import type { Overview } from "../api/types";
import { useApi } from "../api/useApi";

export type Loaded = { overview?: Overview; problem?: Problem };

export type OverviewState = Loaded & {
  /** Asks the server again, leaving what is shown until it answers. */
  reload: () => Promise<void>;
  /** Shows a change at once, then asks the server. */
  change: (changed: (overview: Overview) => Overview) => void;
};

/** What the page shows, from one request; asked for again after each change, and when the network comes back. */
export function useOverview(): OverviewState {
  const api = useApi();
  const [loaded, setLoaded] = useState<Loaded>({});
  const latest = useRef(0);

  const reload = useCallback(async () => {
    const request = ++latest.current;
    let answer: Loaded;
    try {
      answer = { overview: await api.list() };
    } catch (thrown) {
      answer = { problem: problemOf(thrown) };
    }
    // An older answer must not undo a newer one, nor a failed refresh the list that is there.
    if (request === latest.current) {
      setLoaded((before) => (answer.problem && before.overview ? before : answer));
    }
  }, [api]);

  const change = useCallback(
    (changed: (overview: Overview) => Overview) => {
      setLoaded((before) => (before.overview ? { overview: changed(before.overview) } : before));
      void reload();
    },
    [reload],
  );

  useEffect(() => {
    void reload();
  }, [reload]);

  const waitsForNetwork = loaded.problem?.code === UNREACHABLE;
  useEffect(() => {
    if (!waitsForNetwork) {
      return;
    }
    const retry = () => void reload();
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [waitsForNetwork, reload]);

  return { ...loaded, reload, change };
}
