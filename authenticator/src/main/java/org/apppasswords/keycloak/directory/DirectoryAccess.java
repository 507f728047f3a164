package org.apppasswords.keycloak.directory;

import java.util.Locale;
import java.util.Optional;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.ClientModel;

/** What a client may read of the directory, as an administrator has set it in the client. Declared in this order. */
enum DirectoryAccess {
    /** Nothing. Also for a value that is not one of these. */
    NONE,
    /** Users and groups by an exact name, e-mail address or ID. */
    LOOKUP,
    /** Also searches, and all users and groups page by page. */
    LIST;

    private static final ExtensionLog LOG = ExtensionLog.of(DirectoryAccess.class);

    /** Client attribute with one of these values, in lower case. */
    static final String ATTRIBUTE = "app-passwords.directory";

    static DirectoryAccess of(ClientModel client) {
        String value = Optional.ofNullable(client.getAttribute(ATTRIBUTE)).orElse("");
        for (DirectoryAccess access : values()) {
            if (access.name().toLowerCase(Locale.ROOT).equals(value)) {
                return access;
            }
        }
        if (!value.isBlank()) {
            LOG.warnOnce(
                    "client %s of realm %s: '%s' is not a value of %s",
                    client.getClientId(), client.getRealm().getName(), value, ATTRIBUTE);
        }
        return NONE;
    }
}
