package org.apppasswords.keycloak.token;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.IDToken;

/**
 * Recognizes tokens of any type that were issued for an app password. Keycloak itself checks the grant type only of
 * bearer tokens.
 */
final class AppPasswordTokens {

    private final KeycloakSession session;
    private final RealmModel realm;

    AppPasswordTokens(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Returns whether the token was issued for an app password. False if this realm did not sign it: Keycloak itself
     * rejects it.
     */
    boolean contain(String token) {
        IDToken decoded = session.tokens().decode(token, IDToken.class);
        return decoded != null
                && (AppPasswordTokenMapper.marks(decoded)
                        || AppPasswordGrantType.isLimited(decoded, session)
                        || isOfSessionOfAppPassword(decoded));
    }

    /** Returns the session that this token belongs to, if an app password started it. */
    Optional<UserSessionModel> session(String token) {
        return Optional.ofNullable(session.tokens().decode(token, IDToken.class))
                .flatMap(this::session);
    }

    // A refresh token does not have the mapper's claims.
    private boolean isOfSessionOfAppPassword(IDToken token) {
        return session(token).isPresent();
    }

    private Optional<UserSessionModel> session(IDToken token) {
        return Optional.ofNullable(token.getSessionId())
                .map(id -> session.sessions().getUserSession(realm, id))
                .filter(userSession ->
                        AppPasswordSession.credentialId(userSession).isPresent());
    }
}
