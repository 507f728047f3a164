package org.apppasswords.keycloak.realmconfig;

import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.AccountApiScope;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** The realm's client scope for applications that call the account API. Provisioning never assigns it to a client. */
public final class AccountApiScopePart {

    /** Property of the realm in a report. */
    public static final String PROPERTY = "clientScope";

    private static final String DESCRIPTION = "Lets an application manage the app passwords of its users";

    /** Key of a message, which the consent page shows in the user's language. */
    private static final String CONSENT_TEXT = "${appPasswordScopeConsentText}";

    private final RealmModel realm;

    public AccountApiScopePart(RealmModel realm) {
        this.realm = realm;
    }

    public boolean exists() {
        return scope().isPresent();
    }

    /** Returns whether the client scope has the right protocol and appears in tokens; true if it does not exist. */
    public boolean isUsable() {
        return scope().map(scope ->
                        OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()) && scope.isIncludeInTokenScope())
                .orElse(true);
    }

    public void add() {
        ClientScopeModel scope = realm.addClientScope(AccountApiScope.NAME);
        scope.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        scope.setDescription(DESCRIPTION);
        scope.setIncludeInTokenScope(true);
        scope.setDisplayOnConsentScreen(true);
        scope.setConsentScreenText(CONSENT_TEXT);
    }

    /** Returns whether the client scope is assigned to a client, or to new clients by default. */
    public boolean isUsed() {
        return Stream.concat(realm.getDefaultClientScopesStream(true), realm.getDefaultClientScopesStream(false))
                        .anyMatch(scope -> AccountApiScope.NAME.equals(scope.getName()))
                || realm.getClientsStream().anyMatch(AccountApiScope::isAssignedTo);
    }

    public void remove() {
        scope().ifPresent(scope -> realm.removeClientScope(scope.getId()));
    }

    private Optional<ClientScopeModel> scope() {
        return realm.getClientScopesStream()
                .filter(scope -> AccountApiScope.NAME.equals(scope.getName()))
                .findFirst();
    }
}
