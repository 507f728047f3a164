package org.apppasswords.keycloak.inventory;

import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.keycloak.models.KeycloakSession;

/** Finds out which owners of app passwords are device accounts. */
final class DeviceOwners {

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

    /** Returns whether the owner is a device account. */
    boolean contains(InventoryRow row) {
        return marksCount
                && row.marked()
                        .orElseGet(() -> users.byId(row.userId())
                                .filter(DeviceMark::isSet)
                                .isPresent());
    }
}
