package org.apppasswords.keycloak.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.paging.ScanBudget;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.RevocationLog;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Revokes the app passwords of many users in parts. Each user has a separate transaction, so a failure for one user
 * does not undo the others, and a part can be repeated. One instance serves one request.
 */
public final class BulkRevocation {

    private static final ExtensionLog LOG = ExtensionLog.of(BulkRevocation.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserRights rights;
    private final Predicate<UserModel> owners;
    private final AppPasswordPolicy policy;
    private final InventoryUsers users;
    private final UserDirectories directories;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    private final List<InventoryItem> revoked = new ArrayList<>();
    private int failed;
    private int skipped;
    private Boolean allAvailable;

    /**
     * @param rights of the administrator who revokes
     * @param owners selects the users whose app passwords are revoked
     */
    public BulkRevocation(KeycloakSession session, RealmModel realm, UserRights rights, Predicate<UserModel> owners) {
        this.session = session;
        this.realm = realm;
        this.rights = rights;
        this.owners = owners;
        this.policy = AppPasswordPolicy.of(realm);
        this.users = new InventoryUsers(session, realm);
        this.directories = new UserDirectories(session, realm);
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
     * @throws ApiError if the cursor is not valid for this realm, or the filter requires a mark that does not count
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
        DeviceOwners devices = new DeviceOwners(session, users, filter);
        Optional<InventoryPosition> last = Inventory.position(session, realm, after);
        InventoryRows rows = new InventoryRows(session, realm, filter.userId(), last, Inventory.MAX_BATCH);
        ScanBudget budget = new ScanBudget();
        int usersDone = 0;
        InventoryRow row = rows.hasNext() ? rows.next() : null;
        while (row != null && !budget.isSpent() && usersDone < maxUsers) {
            // All app passwords of a user together, even beyond the budget, for one transaction and one notice.
            String userId = row.userId();
            Optional<Boolean> device = devices.isDevice(row);
            List<AppPasswordEntry> found = new ArrayList<>();
            while (row != null && row.userId().equals(userId)) {
                budget.count();
                last = Optional.of(row.position());
                AppPasswordEntry entry = AppPasswordEntry.of(row.credential(), policy, now);
                if (filter.matches(entry) && device.map(filter::matchesOwner).orElse(true)) {
                    found.add(entry);
                }
                row = rows.hasNext() ? rows.next() : null;
            }
            Optional<UserModel> user = found.isEmpty() ? Optional.empty() : users.byId(userId);
            Optional<Boolean> selected = user.flatMap(this::isSelected);
            if (!found.isEmpty() && selected.orElse(true)) {
                usersDone++;
                if (selected.isPresent()
                        && (device.isPresent() || filter.device().isEmpty())) {
                    revoke(user.get(), device.orElse(false), found, step);
                } else {
                    fail(user, found);
                }
            }
        }
        return new BulkResult(
                revoked,
                failed,
                skipped,
                row == null ? Optional.empty() : last.map(position -> position.seal(session, realm)));
    }

    // Empty if it is unknown: the roles and groups from a directory that does not respond are missing.
    private Optional<Boolean> isSelected(UserModel user) {
        try {
            boolean selected = owners.test(user);
            return selected || isAvailable(user) ? Optional.of(selected) : Optional.empty();
        } catch (RuntimeException e) {
            LOG.warn("could not find out whether user %s is selected: %s", user.getId(), e.getMessage());
            return Optional.empty();
        }
    }

    private boolean isAvailable(UserModel user) {
        if (allAvailable == null) {
            // Once, because each question is a search in the directory.
            allAvailable = !directories.isAnyUnavailable();
        }
        return allAvailable || !directories.isUnavailable(user);
    }

    private void revoke(UserModel user, boolean device, List<AppPasswordEntry> found, Step step) {
        try {
            if (rights.mayRevoke(user)) {
                Optional<String> username = Optional.ofNullable(user.getUsername());
                step.apply(user, found)
                        .forEach(entry -> revoked.add(new InventoryItem(user.getId(), username, device, entry)));
            } else if (rights.mayView(user)) {
                skipped += found.size();
            }
        } catch (ApiError error) {
            // For a busy user, a retry helps.
            if (!(error.code() == ErrorCode.NOT_FOUND && isDeletedWithUser(user))) {
                fail(Optional.of(user), found);
            }
        } catch (RuntimeException e) {
            LOG.error(e, "could not revoke the app passwords of user %s", user.getId());
            fail(Optional.of(user), found);
        }
    }

    // Keycloak keeps those of a directory's user whom it does not import.
    private static boolean isDeletedWithUser(UserModel user) {
        return StorageId.isLocalStorage(user.getId());
    }

    /** @param user empty if the user cannot be looked up now */
    private void fail(Optional<UserModel> user, List<AppPasswordEntry> found) {
        failed += isVisible(user) ? found.size() : 0;
    }

    // The count must not reveal users whom the administrator may not see.
    private boolean isVisible(Optional<UserModel> user) {
        try {
            return user.map(rights::mayView).orElseGet(rights::mayViewAll);
        } catch (RuntimeException e) {
            LOG.warn("could not find out whether an administrator may view a user: %s", e.getMessage());
            return rights.mayViewAll();
        }
    }
}
