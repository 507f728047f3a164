/**
 * Copies a text to the clipboard. Where the browser does not let us (without HTTPS, or because the user said no), it
 * selects the text on the page, so that the user can copy it.
 *
 * @returns whether it was copied
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
