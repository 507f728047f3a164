package org.apppasswords.keycloak.it.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/**
 * Makes the value of the cookie with which a browser continues a session, for a session that no browser started. It runs
 * in the server, so it must not use other test classes.
 */
public record IdentityCookie(String realm, String sessionId, String realmUrl) implements FetchOnServer {

    @Override
    public Object run(KeycloakSession session) {
        RealmModel owner = session.realms().getRealmByName(realm);
        session.getContext().setRealm(owner);
        UserSessionModel userSession = session.sessions().getUserSession(owner, sessionId);
        return session.tokens()
                .encode(AuthenticationManager.createIdentityToken(
                        session, owner, userSession.getUser(), userSession, realmUrl));
    }
}
