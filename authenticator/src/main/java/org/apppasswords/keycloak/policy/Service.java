package org.apppasswords.keycloak.policy;

import java.util.Comparator;
import org.apppasswords.keycloak.localization.NaturalOrder;

/**
 * A client that accepts app passwords, as users see it.
 *
 * @param clientId the client's clientId
 * @param name the client's display name; the clientId if it has none
 * @param group the name under which users choose it together with others; {@code null} if they choose it by itself
 * @param maxLifetimeDays the longest lifetime at this service in days; 0 means unlimited
 */
public record Service(String clientId, String name, String group, int maxLifetimeDays) {

    /** The order of services everywhere: by what users choose, then by name. */
    static final Comparator<Service> ORDER = Comparator.comparing(Service::choice, new NaturalOrder())
            .thenComparing(service -> service.group() == null)
            .thenComparing(Service::name, new NaturalOrder())
            .thenComparing(Service::clientId);

    /** A service that users choose by itself, and that only the realm limits. */
    public Service(String clientId, String name) {
        this(clientId, name, null, 0);
    }

    /** Returns the name under which users choose it. */
    public String choice() {
        return group == null ? name : group;
    }
}
