package org.apppasswords.keycloak.policy;

import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/** Decides which users may use a service, whatever credentials they have. */
public final class ServiceAccess {

    private ServiceAccess() {}

    /**
     * Returns whether the user may use the service: an enabled account of a person or device, not of another client,
     * that has the {@linkplain AllowedRole role} that the service requires.
     *
     * @param service the client of the service
     */
    public static boolean mayUse(ClientModel service, UserModel user) {
        return service.isEnabled()
                && user.isEnabled()
                && user.getServiceAccountClientLink() == null
                && AllowedRole.admits(service, user);
    }
}
