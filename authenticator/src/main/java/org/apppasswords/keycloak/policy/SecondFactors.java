package org.apppasswords.keycloak.policy;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/**
 * The second factors of a user that protect the account: those that the realm asks for. A passkey counts, because it
 * combines two factors. Recovery codes do not count, because they replace a lost factor.
 *
 * <p>The realm asks for a factor if its browser flow, or the post login flow of an identity provider that the user is
 * linked to, has an enabled step for it ({@link RequestedFactors}). None of the user's factors counts if the browser
 * flow lets the user in with the account password alone.
 *
 * <p>The policy can add credential types of other extensions. They count if Keycloak stores such a credential for the
 * user: which steps ask for them is the administrator's knowledge.
 */
public final class SecondFactors {

    private static final Set<String> CREDENTIAL_TYPES = Set.of(
            OTPCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR, WebAuthnCredentialModel.TYPE_PASSWORDLESS);

    /** The type of the second factor that each required action sets up. */
    private static final Map<String, String> SET_UP_ACTIONS = Map.of(
            UserModel.RequiredAction.CONFIGURE_TOTP.name(),
            OTPCredentialModel.TYPE,
            "webauthn-register",
            WebAuthnCredentialModel.TYPE_TWOFACTOR,
            "webauthn-register-passwordless",
            WebAuthnCredentialModel.TYPE_PASSWORDLESS);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<String> furtherTypes;
    private final RequestedFactors requested;

    /** Applies the realm's policy. */
    public SecondFactors(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.furtherTypes = AppPasswordPolicy.of(realm).furtherSecondFactors();
        this.requested = new RequestedFactors(
                session,
                realm,
                Stream.concat(CREDENTIAL_TYPES.stream(), furtherTypes.stream()).collect(Collectors.toSet()));
    }

    /** Returns whether a credential of this type would be a second factor that the realm asks this user for. */
    public boolean isRequested(String credentialType, UserModel user) {
        return credentialType != null
                && (furtherTypes.contains(credentialType)
                        || (CREDENTIAL_TYPES.contains(credentialType) && isRequestedStep(credentialType, user)));
    }

    /** Returns whether the user has at least one second factor that counts, stored in Keycloak or in a directory. */
    public boolean isConfiguredFor(UserModel user) {
        return !counted(user).isEmpty();
    }

    /**
     * Returns whether this flow lets the user in with the account password alone. The realm's own flow never does, if a
     * second factor of the user counts; that of a client can. Nothing is known about second factors of other extensions:
     * with one of them, this returns false.
     */
    public boolean areSkippedBy(AuthenticationFlowModel browserFlow, UserModel user) {
        Set<String> configured = configured(user);
        return Collections.disjoint(configured, furtherTypes) && passwordSuffices(browserFlow, user, configured);
    }

    /** Returns whether the user has exactly one second factor that counts, and Keycloak stores it. */
    public boolean isFirst(UserModel user) {
        Set<String> counted = counted(user);
        long stored = counted.stream()
                .flatMap(type -> user.credentialManager().getStoredCredentialsByTypeStream(type))
                .count();
        return stored == 1 && counted.size() == 1;
    }

    /** Returns the required actions with which this user can set up a second factor that counts, in the realm's order. */
    public Stream<String> setUpActions(UserModel user) {
        return realm.getRequiredActionProvidersStream()
                .filter(RequiredActionProviderModel::isEnabled)
                .map(RequiredActionProviderModel::getProviderId)
                .filter(SET_UP_ACTIONS::containsKey)
                .filter(action -> wouldCount(SET_UP_ACTIONS.get(action), user));
    }

    /**
     * Returns the credential type of the user's second factor at the lowest level of authentication above the
     * password's; empty if the user does not have one or the flow does not have levels. If all second factors are on
     * the password's level, this returns one of them, although that level does not show whether it was used.
     */
    public Optional<String> leveledType(UserModel user, AuthenticationFlowModel browserFlow) {
        Map<String, Integer> levels = levels(browserFlow);
        int passwordLevel = levels.getOrDefault(PasswordCredentialModel.TYPE, Constants.NO_LOA);
        List<String> leveled = counted(user).stream()
                .filter(type -> levels.getOrDefault(type, Constants.NO_LOA) > Constants.NO_LOA)
                .sorted(Comparator.comparing(levels::get))
                .toList();
        return leveled.stream()
                .filter(type -> levels.get(type) > passwordLevel)
                .findFirst()
                .or(() -> leveled.stream().findFirst());
    }

    /** Returns the level of authentication that proves the user's second factor, or {@link Constants#NO_LOA}. */
    public int level(UserModel user, AuthenticationFlowModel browserFlow) {
        Map<String, Integer> levels = levels(browserFlow);
        return leveledType(user, browserFlow).map(levels::get).orElse(Constants.NO_LOA);
    }

    private Map<String, Integer> levels(AuthenticationFlowModel browserFlow) {
        return browserFlow == null ? Map.of() : LoAUtil.getCredentialTypesToLoAMap(session, realm, browserFlow);
    }

    private Set<String> counted(UserModel user) {
        Set<String> configured = configured(user);
        Set<String> counted = new HashSet<>(configured);
        counted.retainAll(furtherTypes);
        if (!configured.isEmpty()
                && (!counted.isEmpty() || !passwordSuffices(realm.getBrowserFlow(), user, configured))) {
            configured.stream().filter(type -> isRequestedStep(type, user)).forEach(counted::add);
        }
        return counted;
    }

    private boolean wouldCount(String type, UserModel user) {
        Set<String> configured = configured(user);
        configured.add(type);
        return isRequestedStep(type, user) && !passwordSuffices(realm.getBrowserFlow(), user, configured);
    }

    private boolean isRequestedStep(String type, UserModel user) {
        return Stream.concat(Optional.ofNullable(realm.getBrowserFlow()).stream(), postLoginFlows(user))
                .anyMatch(flow -> requested.in(flow).contains(type));
    }

    // Reads the links only if the browser flow is not enough, because they are a query.
    private Stream<AuthenticationFlowModel> postLoginFlows(UserModel user) {
        return Stream.of(user)
                .flatMap(linked -> session.users().getFederatedIdentitiesStream(realm, linked))
                .map(link -> session.identityProviders().getByAlias(link.getIdentityProvider()))
                .filter(provider ->
                        provider != null && provider.isEnabled() && provider.getPostBrokerLoginFlowId() != null)
                .map(provider -> realm.getAuthenticationFlowById(provider.getPostBrokerLoginFlowId()))
                .filter(Objects::nonNull);
    }

    private boolean passwordSuffices(AuthenticationFlowModel browserFlow, UserModel user, Set<String> factors) {
        if (browserFlow == null || !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE)) {
            return false;
        }
        Set<String> credentials = new HashSet<>(factors);
        credentials.add(PasswordCredentialModel.TYPE);
        return requested.acceptsPasswordAlone(browserFlow, credentials);
    }

    private Set<String> configured(UserModel user) {
        Set<String> types = CREDENTIAL_TYPES.stream()
                .filter(type -> user.credentialManager().isConfiguredFor(type))
                .collect(Collectors.toCollection(HashSet::new));
        // Another extension's own answer may depend on an attribute that the user can edit.
        furtherTypes.stream().filter(type -> isStored(user, type)).forEach(types::add);
        return types;
    }

    private static boolean isStored(UserModel user, String type) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(type)
                .findAny()
                .isPresent();
    }
}
