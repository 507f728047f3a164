package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Decides for which users administrators may create app passwords: for devices only, never for people. */
final class DeviceAccount {

    private DeviceAccount() {}

    /** Returns why the user is not a device account; empty if the user is one. */
    static Optional<ErrorCode> violation(KeycloakSession session, UserModel user) {
        if (user.getServiceAccountClientLink() != null || !DeviceMark.isSet(user)) {
            return Optional.of(ErrorCode.NOT_A_DEVICE);
        }
        return DeviceMark.isEditableBy(session, user) ? Optional.of(ErrorCode.DEVICE_MARK_EDITABLE) : Optional.empty();
    }
}
