import { useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "./copyText";

type Copy = {
  /** For the element that shows the text. */
  shownIn: RefObject<HTMLDivElement>;
  /** How it went, in words; empty before. */
  result: string;
  copy: () => Promise<void>;
};

/** Copies a text, and says how that went. */
export function useCopy(text: string, copiedText: string): Copy {
  const { t } = useTranslation();
  const shownIn = useRef<HTMLDivElement>(null);
  const [result, setResult] = useState("");

  const copy = async () => {
    // Emptied first: the same words twice are a change, to a screen reader, only then.
    setResult("");
    const done = await copyText(text, shownIn.current);
    setResult(done ? copiedText : t("appPasswordsCopyFailed"));
  };
  return { shownIn, result, copy };
}
