/** The part of keycloak-js that the console's library sets: it leaves for the sign-in page when the session ends. */
type Session = { onAuthLogout?: () => void };

/**
 * Keeps the page open when the session ends, because it shows what cannot be shown again.
 *
 * @returns a function that restores the former behaviour
 */
export function stayWhenSignedOut(session: Session): () => void {
  const { onAuthLogout } = session;
  session.onAuthLogout = () => undefined;
  return () => {
    if (onAuthLogout) {
      session.onAuthLogout = onAuthLogout;
    } else {
      delete session.onAuthLogout;
    }
  };
}
