package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Finds out which owners of app passwords are device accounts. */
final class DeviceOwners {

    private static final ExtensionLog LOG = ExtensionLog.of(DeviceOwners.class);

    private final boolean marksCount;
    private final InventoryUsers users;

    /**
     * @param filter the administrator's selection
     * @throws ApiError if the filter selects by the mark of device accounts, but it does not count: users who can write
     *     it could escape a revocation
     */
    DeviceOwners(KeycloakSession session, InventoryUsers users, AppPasswordFilter filter) {
        this.marksCount = !DeviceMark.isEditableByUsers(session);
        this.users = users;
        if (!marksCount && filter.device().isPresent()) {
            throw new ApiError(ErrorCode.DEVICE_MARK_EDITABLE);
        }
    }

    /** Returns whether the owner is a device account; empty if the owner's directory does not respond. */
    Optional<Boolean> isDevice(InventoryRow row) {
        return marksCount
                ? row.marked().or(() -> users.byId(row.userId()).flatMap(DeviceOwners::isMarked))
                : Optional.of(false);
    }

    private static Optional<Boolean> isMarked(UserModel user) {
        try {
            return Optional.of(DeviceMark.isSet(user));
        } catch (RuntimeException e) {
            LOG.warn("could not find out whether user %s is a device: %s", user.getId(), e.getMessage());
            return Optional.empty();
        }
    }
}
