package org.apppasswords.keycloak.authcontext;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.browser.OTPFormAuthenticatorFactory;
import org.keycloak.authentication.authenticators.browser.WebAuthnAuthenticatorFactory;
import org.keycloak.authentication.authenticators.browser.WebAuthnPasswordlessAuthenticatorFactory;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.broker.oidc.OIDCIdentityProvider;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.IDToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The time when the user behind a session authenticated, in epoch seconds, as far as there is evidence.
 *
 * <p>Keycloak's own {@link AuthenticationManager#AUTH_TIME} is not evidence after a sign-in through an identity
 * provider: without <em>Pass max_age</em> it is the moment of the provider's answer, which may have come from an old
 * session there. The user session cannot distinguish such a sign-in from a later one with the account password. So
 * every sign-in stores its own note.
 */
public final class AuthenticationTime {

    /** User session note: when the user is known to have authenticated. */
    private static final String NOTE = "app-password.authenticated-at";

    /** Steps that succeed only with the credential, unlike those that may let a known device or address through. */
    private static final Set<String> SECOND_FACTOR_STEPS = Set.of(
            OTPFormAuthenticatorFactory.PROVIDER_ID,
            WebAuthnAuthenticatorFactory.PROVIDER_ID,
            WebAuthnPasswordlessAuthenticatorFactory.PROVIDER_ID);

    private AuthenticationTime() {}

    /** Stores the note during a sign-in, unless it is a sign-in by cookie only. */
    public static void record(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (!AuthenticatorUtil.isSSOAuthentication(authSession)
                && !authSession.getUserSessionNotes().containsKey(NOTE)) {
            of(session, authSession)
                    .ifPresent(seconds -> authSession.setUserSessionNote(NOTE, String.valueOf(seconds)));
        }
    }

    /** Returns whether the user session was ever signed in to, or linked, through an identity provider. */
    public static boolean isBrokered(UserSessionModel userSession) {
        return userSession.getNote(Details.IDENTITY_PROVIDER) != null;
    }

    /** Returns the time of the last sign-in with evidence in a user session. */
    public static Optional<Long> recorded(UserSessionModel userSession) {
        return seconds(userSession.getNote(NOTE));
    }

    /** Returns Keycloak's own time of the last sign-in. */
    public static Optional<Long> ofKeycloak(UserSessionModel userSession) {
        return seconds(userSession.getNote(AuthenticationManager.AUTH_TIME));
    }

    /**
     * Returns the time of a sign-in that is under way and not by cookie only. Empty if the user came from an identity
     * provider that did not report the time, and has not used a second factor here since.
     */
    public static Optional<Long> of(KeycloakSession session, AuthenticationSessionModel authSession) {
        String alias = authSession.getUserSessionNotes().get(Details.IDENTITY_PROVIDER);
        Optional<Long> reported = seconds(authSession.getClientNote(AuthenticationManager.AUTH_TIME_BROKER));
        if (alias == null) {
            return reported.or(() -> Optional.of(now()));
        }
        IdentityProviderModel provider = session.identityProviders().getByAlias(alias);
        if (provider == null) {
            return Optional.empty();
        }
        return Stream.of(
                        secondFactorTime(authSession, provider),
                        reported.filter(time -> isReportOf(provider, time, authSession)))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    // The note survives a restart of the flow: another provider may have reported it, about another user.
    private static boolean isReportOf(
            IdentityProviderModel provider, long time, AuthenticationSessionModel authSession) {
        return Boolean.parseBoolean(provider.getConfig().get(IdentityProviderModel.PASS_MAX_AGE))
                && isInIdToken(authSession.getUserSessionNotes().get(OIDCIdentityProvider.FEDERATED_ID_TOKEN), time);
    }

    // Keycloak keeps the token if it sends logouts to the provider, which is the default. Without the token, or if it
    // is encrypted, the report may be another provider's.
    private static boolean isInIdToken(String idToken, long time) {
        if (idToken == null) {
            return false;
        }
        try {
            JsonWebToken claims = new JWSInput(idToken).readJsonContent(JsonWebToken.class);
            return String.valueOf(time)
                    .equals(String.valueOf(claims.getOtherClaims().get(IDToken.AUTH_TIME)));
        } catch (JWSInputException encrypted) {
            return false;
        }
    }

    // Only in the provider's post login flow, because another person may have completed a step before the provider's
    // answer. Uses the time that Keycloak noted for the step, because Keycloak copies the steps of the previous session
    // into a new sign-in.
    private static Optional<Long> secondFactorTime(
            AuthenticationSessionModel authSession, IdentityProviderModel provider) {
        String flow = provider.getPostBrokerLoginFlowId();
        RealmModel realm = authSession.getRealm();
        return AuthenticatorUtils.parseCompletedExecutions(
                        authSession.getUserSessionNotes().get(Constants.AUTHENTICATORS_COMPLETED))
                .entrySet()
                .stream()
                .filter(completed -> flow != null && isSecondFactorIn(flow, realm, completed.getKey()))
                .map(completed -> completed.getValue().longValue())
                .max(Comparator.naturalOrder());
    }

    private static boolean isSecondFactorIn(String flow, RealmModel realm, String executionId) {
        AuthenticationExecutionModel step = realm.getAuthenticationExecutionById(executionId);
        return step != null
                && SECOND_FACTOR_STEPS.contains(step.getAuthenticator())
                && flow.equals(topLevelFlow(realm, step));
    }

    private static String topLevelFlow(RealmModel realm, AuthenticationExecutionModel step) {
        AuthenticationFlowModel flow = realm.getAuthenticationFlowById(step.getParentFlow());
        return flow == null || flow.isTopLevel()
                ? step.getParentFlow()
                : topLevelFlow(realm, realm.getAuthenticationExecutionByFlowId(flow.getId()));
    }

    /** Returns the current time of Keycloak's clock. */
    public static long now() {
        return TimeUnit.MILLISECONDS.toSeconds(Time.currentTimeMillis());
    }

    private static Optional<Long> seconds(String note) {
        try {
            return note == null ? Optional.empty() : Optional.of(Long.valueOf(note));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
