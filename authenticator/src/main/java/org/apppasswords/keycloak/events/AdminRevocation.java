package org.apppasswords.keycloak.events;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

/**
 * What the admin event of {@code DELETE users/{id}/credentials/{credentialId}} tells, whatever the credential is of. Our
 * own admin API writes it too.
 */
record AdminRevocation(String userId, String credentialId) {

    // The id of a federated user is the directory's choice, and may have slashes.
    private static final Pattern PATH = Pattern.compile("users/(.+)/credentials/([^/]+)");

    /** Empty for any other admin event. */
    static Optional<AdminRevocation> of(AdminEvent event) {
        if (event.getOperationType() != OperationType.ACTION || event.getResourcePath() == null) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(event.getResourcePath());
        return path.matches() ? Optional.of(new AdminRevocation(path.group(1), path.group(2))) : Optional.empty();
    }
}
