package org.apppasswords.keycloak.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.paging.ScanBudget;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Lists all app passwords of a realm in pages. */
public final class Inventory {

    /** Maximum number of rows in one query. */
    static final int MAX_BATCH = 500;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserRights rights;
    private final AppPasswordPolicy policy;
    private final InventoryUsers users;

    /** @param rights of the administrator who sent the request */
    public Inventory(KeycloakSession session, RealmModel realm, UserRights rights) {
        this.session = session;
        this.realm = realm;
        this.rights = rights;
        this.policy = AppPasswordPolicy.of(realm);
        this.users = new InventoryUsers(session, realm);
    }

    /**
     * Returns the next page.
     *
     * @param after cursor from the previous page; empty for the first page
     * @param max maximum number of app passwords
     * @throws ApiError if the cursor is not valid for this realm, or the filter requires a mark that does not count
     */
    public InventoryPage page(AppPasswordFilter filter, Optional<String> after, int max) {
        DeviceOwners devices = new DeviceOwners(session, users, filter);
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Optional<InventoryPosition> last = position(session, realm, after);
        // One more than requested, to know whether this is the last page.
        InventoryRows rows = new InventoryRows(session, realm, filter.userId(), last, Math.min(max, MAX_BATCH - 1) + 1);
        List<InventoryItem> items = new ArrayList<>();
        ScanBudget budget = new ScanBudget();
        while (!budget.isSpent() && items.size() < max && rows.hasNext()) {
            InventoryRow row = rows.next();
            budget.count();
            last = Optional.of(row.position());
            AppPasswordEntry entry = AppPasswordEntry.of(row.credential(), policy, now);
            if (filter.matches(entry) && isVisible(row)) {
                boolean device = devices.isDevice(row).orElse(false);
                if (filter.matchesOwner(device)) {
                    items.add(new InventoryItem(row.userId(), username(row), device, entry));
                }
            }
        }
        return new InventoryPage(items, rows.hasNext() ? last.map(this::seal) : Optional.empty());
    }

    static Optional<InventoryPosition> position(KeycloakSession session, RealmModel realm, Optional<String> cursor) {
        return cursor.map(value -> InventoryPosition.open(session, realm, value)
                .orElseThrow(() -> new ApiError(ErrorCode.CURSOR_UNKNOWN)));
    }

    private boolean isVisible(InventoryRow row) {
        return rights.mayViewAll()
                || users.byId(row.userId()).filter(rights::mayView).isPresent();
    }

    private Optional<String> username(InventoryRow row) {
        return row.username().or(() -> users.byId(row.userId()).map(user -> user.getUsername()));
    }

    private String seal(InventoryPosition position) {
        return position.seal(session, realm);
    }
}
