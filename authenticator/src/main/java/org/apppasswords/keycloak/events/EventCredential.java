package org.apppasswords.keycloak.events;

import java.util.Map;
import java.util.Optional;
import org.keycloak.events.Details;

/**
 * The credential in an event.
 *
 * @param type credential type; empty if the event does not contain it
 * @param id empty if the event does not contain it
 * @param name label that the user chose; empty text if there is none
 */
record EventCredential(Optional<String> type, Optional<String> id, String name) {

    static EventCredential of(Map<String, String> details) {
        return new EventCredential(
                Optional.ofNullable(details.get(Details.CREDENTIAL_TYPE)),
                // The deprecated account API uses the second key.
                Optional.ofNullable(
                        details.getOrDefault(Details.CREDENTIAL_ID, details.get(Details.SELECTED_CREDENTIAL_ID))),
                details.getOrDefault(Details.CREDENTIAL_USER_LABEL, ""));
    }

    boolean isOfType(String credentialType) {
        return type.filter(credentialType::equals).isPresent();
    }
}
