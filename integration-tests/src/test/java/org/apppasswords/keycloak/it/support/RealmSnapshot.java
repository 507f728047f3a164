package org.apppasswords.keycloak.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** What set-up can change in a realm, as the admin API shows it. */
public record RealmSnapshot(
        String realm, List<String> actions, List<String> flows, List<String> clients, List<String> clientScopes) {

    public static RealmSnapshot of(ManagedRealm realm) {
        return new RealmSnapshot(
                json(realm.admin().toRepresentation()),
                realm.admin().flows().getRequiredActions().stream()
                        .map(RealmSnapshot::json)
                        .toList(),
                realm.admin().flows().getFlows().stream()
                        .map(AuthenticationFlowRepresentation::getAlias)
                        .sorted()
                        .toList(),
                realm.admin().clients().findAll().stream()
                        .map(RealmSnapshot::json)
                        .sorted()
                        .toList(),
                realm.admin().clientScopes().findAll().stream()
                        .map(RealmSnapshot::json)
                        .sorted()
                        .toList());
    }

    private static String json(Object representation) {
        try {
            return JsonSerialization.writeValueAsString(representation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
