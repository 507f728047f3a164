import { encode } from "uqr";

/** The white margin that cameras need, in modules. */
const QUIET_ZONE = 4;

/** Returns the dark modules of a text's QR code as an SVG path, and the length of a side in modules. */
export function qrPath(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const path = data
    .map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""))
    .join("");
  return { size, path };
}
