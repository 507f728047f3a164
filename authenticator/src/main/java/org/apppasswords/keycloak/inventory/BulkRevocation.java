package org.apppasswords.keycloak.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.RevocationLog;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Revokes the app passwords of many users, part by part, each user in a transaction of its own: what is revoked stays
 * revoked, whatever becomes of the others. Asking for a part again finds nothing left to revoke in it. One instance
 * serves one request.
 */
public final class BulkRevocation {

    private static final ExtensionLog LOG = ExtensionLog.of(BulkRevocation.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserRights rights;
    private final AppPasswordPolicy policy;
    private final InventoryUsers users;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    private final List<InventoryItem> revoked = new ArrayList<>();
    private int failed;
    private int skipped;

    /**
     * @param rights of the administrator who revokes
     */
    public BulkRevocation(KeycloakSession session, RealmModel realm, UserRights rights) {
        this.session = session;
        this.realm = realm;
        this.rights = rights;
        this.policy = AppPasswordPolicy.of(realm);
        this.users = new InventoryUsers(session, realm);
    }

    /** Says what would be revoked, and revokes nothing. */
    public BulkResult preview(AppPasswordFilter filter, Optional<String> after, int maxUsers) {
        return run(filter, after, maxUsers, (user, found) -> found);
    }

    /**
     * Revokes the next part.
     *
     * @param after the cursor that the part before gave; empty for the first part
     * @param maxUsers of how many users at most
     * @throws ApiError if the cursor is not one of this realm
     */
    public BulkResult run(AppPasswordFilter filter, Optional<String> after, int maxUsers, RevocationLog log) {
        AppPasswords appPasswords = new AppPasswords(session, realm);
        return run(
                filter,
                after,
                maxUsers,
                (user, found) -> appPasswords.revokeByAdministrator(user, filter::matches, log));
    }

    private interface Step {
        List<AppPasswordEntry> take(UserModel user, List<AppPasswordEntry> found);
    }

    private BulkResult run(AppPasswordFilter filter, Optional<String> after, int maxUsers, Step step) {
        Optional<InventoryPosition> last = Inventory.position(session, realm, after);
        InventoryRows rows = new InventoryRows(session, realm, filter.userId(), last, Inventory.LARGEST_BATCH);
        ScanBudget effort = new ScanBudget();
        int taken = 0;
        InventoryRow row = rows.hasNext() ? rows.next() : null;
        while (row != null && !effort.isSpent() && taken < maxUsers) {
            // All of a user's at once, also beyond the limit: one transaction, one notice.
            String userId = row.userId();
            List<AppPasswordEntry> found = new ArrayList<>();
            while (row != null && row.userId().equals(userId)) {
                effort.count();
                last = Optional.of(row.position());
                AppPasswordEntry entry = AppPasswordEntry.of(row.credential(), policy, now);
                if (filter.matches(entry)) {
                    found.add(entry);
                }
                row = rows.hasNext() ? rows.next() : null;
            }
            if (!found.isEmpty()) {
                taken++;
                take(userId, found, step);
            }
        }
        return new BulkResult(
                revoked,
                failed,
                skipped,
                row == null ? Optional.empty() : last.map(position -> position.seal(session, realm)));
    }

    private void take(String userId, List<AppPasswordEntry> found, Step step) {
        Optional<UserModel> user = users.byId(userId);
        if (user.isEmpty()) {
            // Of users whom the administrator may not know, nothing is said.
            failed += rights.seesEverybody() ? found.size() : 0;
        } else if (rights.mayRevoke(user.get())) {
            take(user.get(), found, step);
        } else if (rights.mayView(user.get())) {
            skipped += found.size();
        }
    }

    private void take(UserModel user, List<AppPasswordEntry> found, Step step) {
        try {
            Optional<String> username = Optional.ofNullable(user.getUsername());
            step.take(user, found).forEach(entry -> revoked.add(new InventoryItem(user.getId(), username, entry)));
        } catch (ApiError gone) {
            // The user was deleted meanwhile, and all credentials with it. Who is busy can be asked again.
            failed += gone.code() == ErrorCode.NOT_FOUND ? 0 : found.size();
        } catch (RuntimeException e) {
            LOG.error(e, "those of user %s could not be revoked", user.getId());
            failed += found.size();
        }
    }
}
