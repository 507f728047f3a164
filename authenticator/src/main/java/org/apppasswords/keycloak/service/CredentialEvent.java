package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;

/**
 * Logs changes to app passwords as events, as Keycloak's own required actions do for other credentials (see {@code
 * DeleteCredentialAction}).
 */
public final class CredentialEvent {

    /** Detail that distinguishes the events of type {@code UPDATE_CREDENTIAL}. */
    private static final String CHANGE = "app_password_change";

    private CredentialEvent() {}

    /**
     * Logs that an app password was created.
     *
     * @param request with realm, user and client; stays unchanged
     */
    public static void created(KeycloakSession session, EventBuilder request, AppPasswordEntry entry) {
        log(session, request.clone().detail(CHANGE, "created"), EventType.UPDATE_CREDENTIAL, entry);
    }

    /**
     * Logs that an app password was renamed.
     *
     * @param request with realm, user and client; stays unchanged
     */
    public static void renamed(KeycloakSession session, EventBuilder request, AppPasswordEntry entry) {
        log(session, request.clone().detail(CHANGE, "renamed"), EventType.UPDATE_CREDENTIAL, entry);
    }

    /**
     * Logs that an app password was revoked. The event also ends the sessions that began with it.
     *
     * @param request with realm, user and client; stays unchanged
     */
    public static void removed(KeycloakSession session, EventBuilder request, AppPasswordEntry entry) {
        log(session, request.clone(), EventType.REMOVE_CREDENTIAL, entry);
    }

    private static void log(KeycloakSession session, EventBuilder event, EventType type, AppPasswordEntry entry) {
        event.event(type)
                .detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE)
                .detail(Details.CREDENTIAL_ID, entry.id())
                .detail(Details.CREDENTIAL_USER_LABEL, EventText.of(session, entry.name()))
                .success();
    }
}
