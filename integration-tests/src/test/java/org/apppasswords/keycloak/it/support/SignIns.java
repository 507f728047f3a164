package org.apppasswords.keycloak.it.support;

import java.util.List;
import java.util.Map;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** What Keycloak's event log has of a user's sign-ins. */
public final class SignIns {

    private final UserEvents events;
    private final String userId;

    public SignIns(ManagedRealm realm, String userId) {
        this.events = new UserEvents(realm);
        this.userId = userId;
    }

    /** The details of those that succeeded, oldest first. */
    public List<Map<String, String>> details() {
        return succeeded().stream().map(EventRepresentation::getDetails).toList();
    }

    /** One detail of those that succeeded, where they have it. */
    public List<String> detail(String name) {
        return details().stream()
                .filter(details -> details.containsKey(name))
                .map(details -> details.get(name))
                .toList();
    }

    /** The clients of those that succeeded. */
    public List<String> clients() {
        return succeeded().stream().map(EventRepresentation::getClientId).toList();
    }

    /** How often Keycloak was asked, whatever it said. */
    public int asked() {
        return succeeded().size() + events.of(userId, EventType.LOGIN_ERROR).size();
    }

    private List<EventRepresentation> succeeded() {
        return events.of(userId, EventType.LOGIN);
    }
}
