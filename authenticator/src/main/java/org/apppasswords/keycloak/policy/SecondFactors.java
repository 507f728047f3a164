package org.apppasswords.keycloak.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
 * The second factors of a user. A passkey counts, because it combines two factors. Recovery codes do not count, because
 * they replace a lost factor.
 */
public final class SecondFactors {

    private static final Set<String> CREDENTIAL_TYPES = Set.of(
            OTPCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR, WebAuthnCredentialModel.TYPE_PASSWORDLESS);

    private static final Set<String> SET_UP_ACTIONS = Set.of(
            UserModel.RequiredAction.CONFIGURE_TOTP.name(), "webauthn-register", "webauthn-register-passwordless");

    private final KeycloakSession session;

    public SecondFactors(KeycloakSession session) {
        this.session = session;
    }

    /** Returns whether credentials of this type are second factors. */
    public static boolean isType(String credentialType) {
        return credentialType != null && CREDENTIAL_TYPES.contains(credentialType);
    }

    /** Returns whether the user has at least one second factor, stored in Keycloak or in a directory. */
    public boolean isConfiguredFor(UserModel user) {
        return configured(user).findAny().isPresent();
    }

    /** Returns whether the user has exactly one second factor, and Keycloak stores it. */
    public boolean isFirst(UserModel user) {
        long stored = CREDENTIAL_TYPES.stream()
                .flatMap(type -> user.credentialManager().getStoredCredentialsByTypeStream(type))
                .count();
        return stored == 1 && configured(user).count() == 1;
    }

    /** Returns the required actions with which users can set up a second factor, in the realm's order. */
    public Stream<String> setUpActions(RealmModel realm) {
        return realm.getRequiredActionProvidersStream()
                .filter(RequiredActionProviderModel::isEnabled)
                .map(RequiredActionProviderModel::getProviderId)
                .filter(SET_UP_ACTIONS::contains);
    }

    /**
     * Returns the credential type of the user's second factor at the lowest level of authentication above the
     * password's; empty if the user does not have one or the flow does not have levels. If all second factors are on
     * the password's level, this returns one of them, although that level does not show whether it was used.
     */
    public Optional<String> leveledType(RealmModel realm, UserModel user, AuthenticationFlowModel browserFlow) {
        Map<String, Integer> levels = levels(realm, browserFlow);
        int passwordLevel = levels.getOrDefault(PasswordCredentialModel.TYPE, Constants.NO_LOA);
        List<String> leveled = configured(user)
                .filter(type -> levels.getOrDefault(type, Constants.NO_LOA) > Constants.NO_LOA)
                .sorted(Comparator.comparing(levels::get))
                .toList();
        return leveled.stream()
                .filter(type -> levels.get(type) > passwordLevel)
                .findFirst()
                .or(() -> leveled.stream().findFirst());
    }

    /** Returns the level of authentication that proves the user's second factor, or {@link Constants#NO_LOA}. */
    public int level(RealmModel realm, UserModel user, AuthenticationFlowModel browserFlow) {
        Map<String, Integer> levels = levels(realm, browserFlow);
        return leveledType(realm, user, browserFlow).map(levels::get).orElse(Constants.NO_LOA);
    }

    private Map<String, Integer> levels(RealmModel realm, AuthenticationFlowModel browserFlow) {
        return browserFlow == null ? Map.of() : LoAUtil.getCredentialTypesToLoAMap(session, realm, browserFlow);
    }

    private static Stream<String> configured(UserModel user) {
        Set<String> types = CREDENTIAL_TYPES.stream()
                .filter(type -> user.credentialManager().isConfiguredFor(type))
                .collect(Collectors.toSet());
        return types.stream();
    }
}
