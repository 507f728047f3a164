package org.apppasswords.keycloak.it.support;

import java.util.List;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The event log of a realm, by user. */
public final class UserEvents {

    private static final int MANY = 1000;

    private final ManagedRealm realm;

    public UserEvents(ManagedRealm realm) {
        this.realm = realm;
    }

    /** A user's events of a type, oldest first. */
    public List<EventRepresentation> of(String userId, EventType type) {
        return realm.admin().getEvents(List.of(type.name()), null, userId, null, null, null, 0, MANY, "asc");
    }
}
