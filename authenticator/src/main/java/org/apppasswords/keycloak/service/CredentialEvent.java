package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;

/**
 * Logs changes to app passwords as events, as Keycloak's own required actions do for other credentials (see {@code
 * DeleteCredentialAction}). Each event is stored in the transaction of its change, so that neither is committed without the
 * other.
 */
final class CredentialEvent {

    /** Detail that distinguishes the events of type {@code UPDATE_CREDENTIAL}. */
    private static final String CHANGE = "app_password_change";

    private CredentialEvent() {}

    /**
     * Logs that an app password was created.
     *
     * @param session of the transaction that creates it
     * @param request with realm, user and client; stays unchanged
     */
    static void created(KeycloakSession session, EventBuilder request, AppPasswordEntry entry) {
        log(session, copy(session, request).detail(CHANGE, "created"), EventType.UPDATE_CREDENTIAL, entry);
    }

    /**
     * Logs that an app password was renamed.
     *
     * @param session of the transaction that renames it
     * @param request with realm, user and client; stays unchanged
     */
    static void renamed(KeycloakSession session, EventBuilder request, AppPasswordEntry entry) {
        log(session, copy(session, request).detail(CHANGE, "renamed"), EventType.UPDATE_CREDENTIAL, entry);
    }

    /**
     * Logs that an app password was revoked. The event also ends the sessions that began with it.
     *
     * @param session of the transaction that deletes it
     * @param request with realm, user and client; stays unchanged
     */
    static void removed(KeycloakSession session, EventBuilder request, AppPasswordEntry entry) {
        log(session, copy(session, request), EventType.REMOVE_CREDENTIAL, entry);
    }

    // EventBuilder.clone() would keep the session of the request, which stores the event in the request's transaction.
    private static EventBuilder copy(KeycloakSession session, EventBuilder request) {
        Event event = request.getEvent();
        EventBuilder copy = new EventBuilder(session.getContext().getRealm(), session)
                .client(event.getClientId())
                .user(event.getUserId())
                .session(event.getSessionId())
                .ipAddress(event.getIpAddress());
        if (event.getDetails() != null) {
            event.getDetails().forEach(copy::detail);
        }
        return copy;
    }

    private static void log(KeycloakSession session, EventBuilder event, EventType type, AppPasswordEntry entry) {
        event.event(type)
                .detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE)
                .detail(Details.CREDENTIAL_ID, entry.id())
                .detail(Details.CREDENTIAL_USER_LABEL, EventText.of(session, entry.name()))
                .success();
    }
}
