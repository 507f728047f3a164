package org.apppasswords.keycloak.authentication;

import java.util.Optional;
import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.apppasswords.keycloak.token.AppPasswordTokenMapper;
import org.apppasswords.keycloak.token.ClientPrivileges;
import org.apppasswords.keycloak.token.PrivilegedClientLog;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Decides whether the client of a direct grant may use app passwords at all. */
final class ClientEligibility {

    private ClientEligibility() {}

    static boolean isEligible(
            KeycloakSession session, AuthenticationSessionModel authSession, DirectGrantConfig config) {
        ClientModel client = authSession.getClient();
        return (!client.isPublicClient() || config.publicClientsAllowed())
                && !ClientPrivileges.alwaysOffline(client)
                && !canRegisterClients(session, client)
                && (TokenlessSignIn.isMarked(authSession) || hasRestrictedTokens(client));
    }

    // Without the mapper, a token can be valid for any API that checks JWTs by itself.
    private static boolean hasRestrictedTokens(ClientModel client) {
        if (AppPasswordTokenMapper.isAppliedBy(client)) {
            return true;
        }
        PrivilegedClientLog.warn(
                client,
                "no token is issued",
                "it lacks the mapper " + AppPasswordTokenMapper.PROVIDER_ID
                        + ", which restricts its tokens: add the mapper to the client, or provision the client");
        return false;
    }

    // Older versions of Keycloak do not check the session of a token that registers clients, so the token must not have
    // a role that permits registration.
    private static boolean canRegisterClients(KeycloakSession session, ClientModel client) {
        if (KeycloakVersion.current().registersClientsWithSessionsOnly()) {
            return false;
        }
        Optional<String> violation = ClientPrivileges.scopeViolation(session, client);
        violation.ifPresent(words ->
                PrivilegedClientLog.warn(client, "before Keycloak 26.7.1, app passwords are not accepted", words));
        return violation.isPresent();
    }
}
