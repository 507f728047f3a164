package org.apppasswords.keycloak.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.paging.ScanBudget;
import org.keycloak.models.UserModel;

/**
 * Lists users page by page, in constant memory.
 *
 * <p>Users of a directory (federation) are listed as far as Keycloak has imported them. Others are found by an exact
 * look-up, and by Keycloak's own search of the directories: a walk never imports a whole directory.
 */
final class UserList {

    private final DirectoryCall call;
    private final UserSelection selection;
    private final StoredUsers stored;
    private final UserLoader loader;
    private final SearchedDirectories directories;
    private final ScanBudget budget = new ScanBudget();

    UserList(DirectoryCall call, UserSelection selection, Memberships memberships) {
        this.call = call;
        this.selection = selection;
        this.stored = new StoredUsers(call.session(), call.realm());
        this.loader = new UserLoader(call, memberships);
        this.directories = new SearchedDirectories(call, selection, memberships);
    }

    /**
     * A page.
     *
     * @param users visible users; can be fewer than requested, or none
     * @param next where the next page starts; empty on the last page
     */
    record Page(List<UserModel> users, Optional<UserPosition> next) {}

    Page page(UserPosition start, int max) {
        List<UserModel> users = new ArrayList<>();
        Optional<UserPosition> position = Optional.of(start);
        while (position.isPresent() && users.size() < max && !budget.isSpent()) {
            int wanted = max - users.size();
            position = position.get().directory().isEmpty()
                    ? readStored(position.get(), wanted, users)
                    : directories.read(position.get(), wanted, budget, users);
        }
        return new Page(users, position);
    }

    private Optional<UserPosition> readStored(UserPosition position, int wanted, List<UserModel> users) {
        // One more than requested, to know whether these are the last ones.
        List<StoredUser> found = stored.after(position.last(), selection, wanted + 1);
        List<StoredUser> batch = found.subList(0, Math.min(wanted, found.size()));
        loader.prefetch(batch);
        for (StoredUser user : batch) {
            budget.count();
            loader.load(user).filter(call::isVisible).ifPresent(users::add);
            if (budget.isSpent()) {
                return Optional.of(UserPosition.stored(user.id()));
            }
        }
        return found.size() > wanted
                ? Optional.of(UserPosition.stored(batch.get(batch.size() - 1).id()))
                : directories.first();
    }
}
