/** Whether a browser can follow it as a link without running it. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}
