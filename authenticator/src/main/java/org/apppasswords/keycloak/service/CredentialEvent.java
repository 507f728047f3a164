package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;

/**
 * Logs changes to app passwords as events, as Keycloak's own required actions do for other credentials (see {@code
 * DeleteCredentialAction}).
 */
public final class CredentialEvent {

    private CredentialEvent() {}

    /**
     * Logs that an app password was created or renamed.
     *
     * @param request with realm, user and client; stays unchanged
     */
    public static void updated(EventBuilder request, AppPasswordEntry entry) {
        log(request, EventType.UPDATE_CREDENTIAL, entry);
    }

    /**
     * Logs that an app password was revoked. The event also ends the sessions that began with it.
     *
     * @param request with realm, user and client; stays unchanged
     */
    public static void removed(EventBuilder request, AppPasswordEntry entry) {
        log(request, EventType.REMOVE_CREDENTIAL, entry);
    }

    private static void log(EventBuilder request, EventType type, AppPasswordEntry entry) {
        request.clone()
                .event(type)
                .detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE)
                .detail(Details.CREDENTIAL_ID, entry.id())
                .detail(Details.CREDENTIAL_USER_LABEL, entry.name())
                .success();
    }
}
