/** Returns whether an address is safe as a link: a browser opens it and does not run it. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}
