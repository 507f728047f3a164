package org.apppasswords.keycloak.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.util.JsonSerialization;

/** What the admin API tells of an app password that is stored. */
public final class StoredAppPassword {

    private StoredAppPassword() {}

    /** Its data. */
    public static JsonNode data(CredentialRepresentation credential) {
        try {
            return JsonSerialization.mapper.readTree(credential.getCredentialData());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
