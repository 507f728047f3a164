package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;

/** What the admin API answers to a creation. */
public final class Created {

    private Created() {}

    /** The id of what was created. */
    public static String id(Response response) {
        if (response.getStatus() != 201) {
            throw new IllegalStateException(response.getStatus() + " " + response.readEntity(String.class));
        }
        String location = response.getHeaderString("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
