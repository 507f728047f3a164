package org.apppasswords.keycloak.it.support;

import java.util.List;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** What the log of administrators has about deleted credentials. */
public final class RevocationAdminEvents {

    private static final int MANY = 1000;

    private final ManagedRealm realm;

    public RevocationAdminEvents(ManagedRealm realm) {
        this.realm = realm;
    }

    /** A user's, newest first. */
    public List<AdminEventRepresentation> of(String userId) {
        return realm.admin()
                .getAdminEvents(
                        List.of("ACTION"),
                        null,
                        null,
                        null,
                        null,
                        "users/" + userId + "/credentials/*",
                        List.of("USER"),
                        null,
                        null,
                        0,
                        MANY);
    }
}
