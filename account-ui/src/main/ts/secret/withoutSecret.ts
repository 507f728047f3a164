import type { AppPassword, CreatedAppPassword } from "../api/types";

/** Returns the entry for the list, without the app password and the settings, whose profile for Apple's devices contains it. */
export function withoutSecret(created: CreatedAppPassword): AppPassword {
  const entry: Partial<CreatedAppPassword> & AppPassword = { ...created };
  delete entry.password;
  delete entry.setUp;
  return entry;
}
