/** The parts of keycloak-js that leave for the sign-in page when the session ends. */
type Session = {
  /** The console's library sets it. */
  onAuthLogout?: () => void;
  /** Also makes keycloak-js leave by itself. */
  loginRequired?: boolean;
};

/**
 * Keeps the page open when the session ends, because it shows what cannot be shown again.
 *
 * @returns a function that restores the former behaviour
 */
export function stayWhenSignedOut(session: Session): () => void {
  const { onAuthLogout, loginRequired } = session;
  session.onAuthLogout = () => undefined;
  session.loginRequired = false;
  return () => {
    if (onAuthLogout) {
      session.onAuthLogout = onAuthLogout;
    } else {
      delete session.onAuthLogout;
    }
    if (loginRequired === undefined) {
      delete session.loginRequired;
    } else {
      session.loginRequired = loginRequired;
    }
  };
}
