import { createContext, useContext, useEffect, useRef, useState, type MutableRefObject } from "react";
import { useLocation, useNavigate } from "react-router-dom";

/** What the browser's Back does to the open dialog. */
type OnBack = MutableRefObject<() => void>;

/** Contains the callback of the dialog that is open. */
export const OnBackContext = createContext<OnBack>({ current: () => undefined });

/** Passes what the browser's Back does while this dialog is open. */
export function useBackCloses(close: () => void): void {
  const onBackRef = useContext(OnBackContext);
  useEffect(() => {
    onBackRef.current = close;
  });
}

let entries = 0;

/** Returns the dialog of the current entry. React Router keeps what it is given in this field. */
function dialogInHistory(): number | undefined {
  return (history.state as { usr?: { dialog?: number } | null } | null)?.usr?.dialog;
}

/**
 * Gives an open dialog an entry of its own in the browser's history, so that Back closes the dialog instead of leaving
 * the page. A dialog that stays open, such as one with a question, gets another entry.
 *
 * @param isPaused whether the address is still going to be replaced
 */
export function useDialogHistory(isOpen: boolean, isPaused: boolean): OnBack {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const onBack = useRef<() => void>(() => undefined);
  const open = useRef(isOpen);
  const entry = useRef<number>();
  const isLeaving = useRef(false);
  const [backs, setBacks] = useState(0);

  useEffect(() => {
    open.current = isOpen;
    if (isPaused) {
      return;
    }
    if (isOpen && entry.current === undefined) {
      entry.current = Date.now() + ++entries;
      void navigate({ pathname, search }, { state: { dialog: entry.current } });
    } else if (!isOpen && entry.current !== undefined) {
      isLeaving.current = dialogInHistory() === entry.current;
      entry.current = undefined;
      if (isLeaving.current) {
        void navigate(-1);
      }
    }
  }, [isOpen, isPaused, backs, navigate, pathname, search]);

  useEffect(() => {
    const onPop = () => {
      if (isLeaving.current) {
        isLeaving.current = false;
      } else if (open.current && (entry.current === undefined || dialogInHistory() !== entry.current)) {
        entry.current = undefined;
        onBack.current();
        setBacks((count) => count + 1);
      }
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, []);

  return onBack;
}
