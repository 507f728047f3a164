package org.apppasswords.keycloak.events;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

/**
 * A credential that an administrator removed with {@code DELETE users/{id}/credentials/{credentialId}}. Our own admin
 * API writes the same event.
 */
record AdminRevocation(String userId, EventCredential credential) {

    // The ID of a federated user may contain slashes.
    private static final Pattern PATH = Pattern.compile("users/(.+)/credentials/([^/]+)");

    /** Returns the revocation that the event reports; empty for other events. */
    static Optional<AdminRevocation> of(AdminEvent event) {
        if (event.getOperationType() != OperationType.ACTION || event.getResourcePath() == null) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(event.getResourcePath());
        return path.matches()
                ? Optional.of(new AdminRevocation(path.group(1), credential(event, path.group(2))))
                : Optional.empty();
    }

    // Before 26.7, the event does not contain details of the credential.
    private static EventCredential credential(AdminEvent event, String id) {
        return event.getDetails() == null
                ? new EventCredential(Optional.empty(), Optional.of(id), "")
                : EventCredential.of(event.getDetails());
    }
}
