package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.ClientQuery;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Finds the services of a realm that give access to mailboxes, as far as client attributes describe them. */
public final class MailboxServices {

    private static final List<String> ATTRIBUTES = List.of("app-passwords.imap.host", "app-passwords.pop3.host");

    private static final int MAX_CLIENTS = 1000;

    private MailboxServices() {}

    /** Returns the client IDs, sorted. */
    public static List<String> of(KeycloakSession session, RealmModel realm) {
        return ATTRIBUTES.stream()
                .flatMap(attribute -> describedBy(session, realm, attribute))
                .map(ClientModel::getClientId)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<ClientModel> describedBy(KeycloakSession session, RealmModel realm, String attribute) {
        return ClientQuery.byAttribute(session, realm, attribute, MAX_CLIENTS)
                .filter(ClientModel::isEnabled)
                .filter(client -> {
                    String host = client.getAttribute(attribute);
                    return host != null && !host.isBlank();
                });
    }
}
