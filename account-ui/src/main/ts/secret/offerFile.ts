/**
 * Downloads a text as a file, from a URL that works only in this page.
 *
 * @returns a function that revokes the URL. Do not call it at once: Safari and Firefox read the file after the click has
 *   been handled (WebKit bug 211234, Mozilla bug 1282407), and Safari on a phone asks its user first
 */
export function offerFile(name: string, type: string, content: string): () => void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  return () => URL.revokeObjectURL(url);
}
