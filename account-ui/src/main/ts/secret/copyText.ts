/**
 * Copies a text to the clipboard. If the browser does not allow it (without HTTPS, or because the user denied it), selects
 * the text on the page instead, so that the user can copy it.
 *
 * @returns whether the text was copied
 */
export async function copyText(text: string, shownIn: Element | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shownIn) {
      getSelection()?.selectAllChildren(shownIn);
    }
    return false;
  }
}
