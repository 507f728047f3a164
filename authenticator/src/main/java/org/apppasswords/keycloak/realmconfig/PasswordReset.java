package org.apppasswords.keycloak.realmconfig;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.connection.MailboxServices;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Warns that a stolen app password may give access to the account: a thief who reads the user's mail with it can
 * request a new account password and receives the link. Keycloak's default flow then also accepts a new second factor.
 */
public final class PasswordReset {

    private PasswordReset() {}

    /**
     * Returns the warning; empty if the realm does not allow resets, or if no client describes a service that reads
     * mail.
     */
    public static Optional<String> warning(KeycloakSession session, RealmModel realm) {
        List<String> services = realm.isResetPasswordAllowed() ? MailboxServices.of(session, realm) : List.of();
        return services.isEmpty()
                ? Optional.empty()
                : Optional.of("The realm allows \"Forgot password\", and users read their mail with app passwords ("
                        + Names.join(services)
                        + "). A stolen app password can then receive the link that sets a new account"
                        + " password, and with Keycloak's default flow a new second factor. Turn \"Forgot password\" off, or"
                        + " make its flow ask for the second factor: see docs/administration.md, \"Forgot password\".");
    }
}
