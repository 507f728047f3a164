package org.apppasswords.keycloak.events;

import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.RealmModel;

/** A reaction to a successful change by an administrator. */
interface AdminEventReaction {

    void react(RealmModel realm, AdminEvent event);
}
