import { useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "./copyText";

export type Copy = {
  /** The element that shows the text. */
  shownIn: RefObject<HTMLDivElement>;
  /** The result in words; empty before. */
  result: string;
  copy: () => Promise<void>;
};

/**
 * Copies a text and reports the result.
 *
 * @param onCopied called after the text was copied
 */
export function useCopy(text: string, copiedText: string, onCopied: () => void = () => undefined): Copy {
  const { t } = useTranslation();
  const shownIn = useRef<HTMLDivElement>(null);
  const [result, setResult] = useState("");

  const copy = async () => {
    // Cleared first, because a screen reader does not announce the same text twice in a row.
    setResult("");
    const copied = await copyText(text, shownIn.current);
    setResult(copied ? copiedText : t("appPasswordsCopyFailed"));
    if (copied) {
      onCopied();
    }
  };
  return { shownIn, result, copy };
}
