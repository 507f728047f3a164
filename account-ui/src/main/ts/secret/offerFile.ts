/**
 * Hands a text to the browser as a file to save. The browser reads it from an address that works in this page alone.
 *
 * @returns ends that address. Not at once: Safari and Firefox begin to read after the click has been handled
 *   (WebKit bug 211234, Mozilla bug 1282407), and Safari on a phone asks its user first
 */
export function offerFile(name: string, type: string, content: string): () => void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  return () => URL.revokeObjectURL(url);
}
