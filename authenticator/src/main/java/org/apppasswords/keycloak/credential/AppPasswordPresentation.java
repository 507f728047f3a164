package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Expiration;
import org.keycloak.credential.CredentialModel;

/**
 * The data of an app password as the admin console shows it: field by field, sorted by name, as text, without empty
 * fields. Never stored.
 */
final class AppPasswordPresentation {

    private static final String EVERY_SERVICE = "*";

    private AppPasswordPresentation() {}

    /**
     * Returns a copy for display.
     *
     * @param policy today's policy of the realm, which may expire it earlier than chosen
     */
    static AppPasswordCredentialModel of(CredentialModel stored, AppPasswordPolicy policy, Instant now) {
        AppPasswordCredentialModel credential = AppPasswordCredentialModel.copyOf(stored);
        credential.setSecretData(null);
        credential.setUserLabel(credential.name());
        credential.setCredentialData(describe(credential, policy, now).toString());
        return credential;
    }

    private static ObjectNode describe(
            AppPasswordCredentialModel credential, AppPasswordPolicy realmPolicy, Instant now) {
        ObjectNode shown = Json.MAPPER.createObjectNode();
        AppPasswordData data = credential.data();
        if (!data.isReadable()) {
            // Unreadable data may not even be JSON, and would break the console's page.
            return shown.put("readable", "false");
        }
        shown.put(
                "clients",
                data.clients().isEmpty()
                        ? EVERY_SERVICE
                        : data.clients().stream().sorted().collect(Collectors.joining(", ")));
        if (data.networks().isLimited()) {
            shown.put("networks", String.join(", ", data.networks().texts()));
        }
        AppPasswordPolicy policy = realmPolicy.forServices(data.clients());
        Optional<Expiration> past = policy.expiration(credential.createdAt(), data.expiresAt(), data.lastUsedAt())
                .filter(expiration -> expiration.isOver(now));
        past.ifPresent(expiration -> shown.put("expired", "true"));
        past.map(Expiration::at)
                .or(() -> policy.lifetimeEnd(credential.createdAt(), data.expiresAt()))
                .ifPresent(end -> shown.put("expiresAt", end.toString()));
        data.lastUsedAt().ifPresent(at -> shown.put("lastUsedAt", at.toString()));
        data.lastUsedClient().ifPresent(client -> shown.put("lastUsedClient", client));
        data.lastUsedFrom().ifPresent(address -> shown.put("lastUsedFrom", address));
        data.ownerId().ifPresent(id -> shown.put("ownerId", id));
        return shown;
    }
}
