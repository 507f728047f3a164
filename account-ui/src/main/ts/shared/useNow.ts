import { useEffect, useState } from "react";

const MINUTE = 60_000;

/** The time in epoch milliseconds, to the minute, as it goes on. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);

  return now;
}
