import { encode } from "uqr";

/** Modules of white around the code, which cameras need. */
const QUIET_ZONE = 4;

/** The dark modules of a text's QR code as an SVG path, in a square with sides of this many modules. */
export function qrPath(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const path = data
    .map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""))
    .join("");
  return { size, path };
}
