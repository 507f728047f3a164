import type { AppPassword, CreatedAppPassword } from "../api/types";

/** The list must not know the app password, which is in the profile for Apple's devices, too. */
export function withoutSecret(created: CreatedAppPassword): AppPassword {
  const entry: Partial<CreatedAppPassword> & AppPassword = { ...created };
  delete entry.password;
  delete entry.setUp;
  return entry;
}
