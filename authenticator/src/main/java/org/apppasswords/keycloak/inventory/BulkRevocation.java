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
 * Revokes the app passwords of many users in parts. Each user has a separate transaction, so a failure for one user
 * does not undo the others, and a part can be repeated. One instance serves one request.
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

    /** @param rights of the administrator who revokes */
    public BulkRevocation(KeycloakSession session, RealmModel realm, UserRights rights) {
        this.session = session;
        this.realm = realm;
        this.rights = rights;
        this.policy = AppPasswordPolicy.of(realm);
        this.users = new InventoryUsers(session, realm);
    }

    /** Returns the result that {@link #run} would have, without revoking anything. */
    public BulkResult preview(AppPasswordFilter filter, Optional<String> after, int maxUsers) {
        return run(filter, after, maxUsers, (user, found) -> found);
    }

    /**
     * Revokes the next part.
     *
     * @param after cursor from the previous part; empty for the first part
     * @param maxUsers maximum number of users in the part
     * @throws ApiError if the cursor is not valid for this realm
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
        List<AppPasswordEntry> apply(UserModel user, List<AppPasswordEntry> found);
    }

    private BulkResult run(AppPasswordFilter filter, Optional<String> after, int maxUsers, Step step) {
        Optional<InventoryPosition> last = Inventory.position(session, realm, after);
        InventoryRows rows = new InventoryRows(session, realm, filter.userId(), last, Inventory.MAX_BATCH);
        ScanBudget budget = new ScanBudget();
        int usersDone = 0;
        InventoryRow row = rows.hasNext() ? rows.next() : null;
        while (row != null && !budget.isSpent() && usersDone < maxUsers) {
            // All app passwords of a user together, even beyond the budget, for one transaction and one notice.
            String userId = row.userId();
            List<AppPasswordEntry> found = new ArrayList<>();
            while (row != null && row.userId().equals(userId)) {
                budget.count();
                last = Optional.of(row.position());
                AppPasswordEntry entry = AppPasswordEntry.of(row.credential(), policy, now);
                if (filter.matches(entry)) {
                    found.add(entry);
                }
                row = rows.hasNext() ? rows.next() : null;
            }
            if (!found.isEmpty()) {
                usersDone++;
                revoke(userId, found, step);
            }
        }
        return new BulkResult(
                revoked,
                failed,
                skipped,
                row == null ? Optional.empty() : last.map(position -> position.seal(session, realm)));
    }

    private void revoke(String userId, List<AppPasswordEntry> found, Step step) {
        Optional<UserModel> user = users.byId(userId);
        if (user.isEmpty()) {
            // The count must not reveal users whom the administrator may not see.
            failed += rights.mayViewAll() ? found.size() : 0;
        } else if (rights.mayRevoke(user.get())) {
            revoke(user.get(), found, step);
        } else if (rights.mayView(user.get())) {
            skipped += found.size();
        }
    }

    private void revoke(UserModel user, List<AppPasswordEntry> found, Step step) {
        try {
            Optional<String> username = Optional.ofNullable(user.getUsername());
            step.apply(user, found).forEach(entry -> revoked.add(new InventoryItem(user.getId(), username, entry)));
        } catch (ApiError error) {
            // A user who was deleted meanwhile has no app passwords left. For a busy user, a retry helps.
            failed += error.code() == ErrorCode.NOT_FOUND ? 0 : found.size();
        } catch (RuntimeException e) {
            LOG.error(e, "could not revoke the app passwords of user %s", user.getId());
            failed += found.size();
        }
    }
}
