package org.apppasswords.keycloak.events;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

/** The admin event that {@code DELETE users/{id}/credentials/{credentialId}} writes; our own admin API writes it too. */
final class AdminRevocation {

    // The id of a federated user is the directory's choice, and may have slashes.
    private static final Pattern PATH = Pattern.compile("users/(.+)/credentials/[^/]+");

    private AdminRevocation() {}

    /** The user whose credential was removed; empty for any other admin event. */
    static Optional<String> userId(AdminEvent event) {
        if (event.getOperationType() != OperationType.ACTION || event.getResourcePath() == null) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(event.getResourcePath());
        return path.matches() ? Optional.of(path.group(1)) : Optional.empty();
    }
}
