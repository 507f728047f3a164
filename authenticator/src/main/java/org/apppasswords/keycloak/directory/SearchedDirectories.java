package org.apppasswords.keycloak.directory;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.paging.ScanBudget;
import org.keycloak.common.util.Time;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Continues a search in the directories of the realm (federation) after the stored users: Keycloak's own search of each
 * directory, page by page. As in the admin console, Keycloak imports the users that a page returns if the directory is
 * set up for it.
 */
final class SearchedDirectories {

    /** Users of one search in a directory. Read to the end, because Keycloak may import all of them at once. */
    private static final int BATCH = 50;

    private final DirectoryCall call;
    private final UserSelection selection;
    private final Memberships memberships;
    private final UserDirectories directories;
    private final long start = Time.currentTimeMillis();

    SearchedDirectories(DirectoryCall call, UserSelection selection, Memberships memberships) {
        this.call = call;
        this.selection = selection;
        this.memberships = memberships;
        this.directories = new UserDirectories(call.session(), call.realm());
    }

    /** Returns where the search in the directories starts; empty without a search, and in realms without directories. */
    Optional<UserPosition> first() {
        return selection.search().isEmpty() ? Optional.empty() : after("");
    }

    /**
     * Adds the next visible users.
     *
     * @return where to continue; empty after the last user of the last directory
     * @throws ApiError if the directory does not respond
     */
    Optional<UserPosition> read(UserPosition position, int wanted, ScanBudget budget, List<UserModel> users) {
        String directory = position.directory().orElseThrow();
        // Otherwise, Keycloak reports that the directory does not have such users.
        if (!directories.isAvailable(directory)) {
            throw new ApiError(ErrorCode.BUSY, UserLookups.NO_RESPONSE);
        }
        int asked = Math.min(wanted, BATCH);
        int offset = position.offset();
        int read = 0;
        Iterator<UserModel> found = search(directory, offset, asked);
        while (found.hasNext()) {
            UserModel user = found.next();
            read++;
            budget.count();
            boolean isNew = isNotStoredBefore(user);
            // A user who was imported just now is left out of the directory's next answer.
            offset += isNew && StorageId.isLocalStorage(user.getId()) ? 0 : 1;
            if (isNew && selection.search().orElseThrow().mayFind(user) && call.isVisible(user) && isMember(user)) {
                users.add(user);
            }
        }
        return read < asked ? after(directory) : Optional.of(UserPosition.inDirectory(directory, offset));
    }

    // Users who were stored before this request were listed before.
    private boolean isNotStoredBefore(UserModel user) {
        return !StorageId.isLocalStorage(user.getId())
                || (user.getCreatedTimestamp() != null && user.getCreatedTimestamp() >= start);
    }

    private boolean isMember(UserModel user) {
        return selection
                .groupIds()
                .map(ids -> !Collections.disjoint(ids, memberships.allOf(user)))
                .orElse(true);
    }

    private Iterator<UserModel> search(String directory, int offset, int max) {
        Map<String, String> parameters = Map.of(
                UserModel.SEARCH,
                selection.search().orElseThrow().forKeycloak(),
                UserModel.INCLUDE_SERVICE_ACCOUNT,
                "false");
        return directories.search(directory, parameters, offset, max);
    }

    private Optional<UserPosition> after(String directory) {
        return directories.searchable().stream()
                .filter(id -> id.compareTo(directory) > 0)
                .min(String::compareTo)
                .map(id -> UserPosition.inDirectory(id, 0));
    }
}
