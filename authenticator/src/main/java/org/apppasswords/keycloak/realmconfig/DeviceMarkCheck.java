package org.apppasswords.keycloak.realmconfig;

import java.util.Optional;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.keycloak.models.KeycloakSession;

/** Warns that users can write the mark of device accounts. It does not count then. */
public final class DeviceMarkCheck {

    private DeviceMarkCheck() {}

    /** Returns the warning; empty if only administrators can write the mark. */
    public static Optional<String> warning(KeycloakSession session) {
        return DeviceMark.isEditableByUsers(session)
                ? Optional.of("Users can edit their attribute " + DeviceMark.ATTRIBUTE
                        + ", so it does not mark device accounts. Let only administrators edit it in the user profile: see"
                        + " docs/devices.md.")
                : Optional.empty();
    }
}
