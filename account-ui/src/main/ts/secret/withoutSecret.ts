import type { AppPassword, CreatedAppPassword } from "../api/types";

/** The list must not know the app password. */
export function withoutSecret(created: CreatedAppPassword): AppPassword {
  const entry: Partial<CreatedAppPassword> & AppPassword = { ...created };
  delete entry.password;
  return entry;
}
