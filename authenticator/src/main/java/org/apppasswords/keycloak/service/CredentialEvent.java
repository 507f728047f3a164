package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;

/**
 * What the event log says of a change to an app password: as Keycloak's own required actions say it of other credentials
 * (see {@code DeleteCredentialAction}).
 */
public final class CredentialEvent {

    private CredentialEvent() {}

    /**
     * An app password was created or renamed.
     *
     * @param request knows the realm, the user and the client; left as it is
     */
    public static void updated(EventBuilder request, AppPasswordEntry entry) {
        log(request, EventType.UPDATE_CREDENTIAL, entry);
    }

    /**
     * An app password was revoked. Ends the sessions that were born from it.
     *
     * @param request knows the realm, the user and the client; left as it is
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
