package org.apppasswords.keycloak.inventory;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.inventory.InventoryPosition.Table;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Iterates over all app passwords of a realm, grouped by user: first local users, then federated ones. It reads small
 * batches, each starting after the last row of the previous one, so the cost depends only on the rows that are read,
 * and concurrent changes do not shift the position.
 *
 * <p>The order is by user because the tables have an index for it. Local users are read in windows, because some
 * databases choose a plan without regard to the number of requested rows: MariaDB would join and sort all users after
 * the position.
 */
final class InventoryRows implements Iterator<InventoryRow> {

    // An explicit join: with a join of the association, Hibernate replaces credential.user.id by the owner's ID, and
    // PostgreSQL does not get a condition for the table of credentials.
    private static final String LOCAL =
            "select credential.id, owner.id, credential.userLabel, credential.createdDate, credential.credentialData,"
                    + " owner.username, (select count(mark.id) from UserAttributeEntity mark where mark.user.id = owner.id"
                    + " and mark.name = :mark and mark.value = :marked)"
                    + " from CredentialEntity credential join UserEntity owner on owner.id = credential.user.id"
                    + " where owner.realmId = :realmId and credential.type = :type";

    private static final String FEDERATED =
            "select credential.id, credential.userId, credential.userLabel, credential.createdDate,"
                    + " credential.credentialData from FederatedUserCredentialEntity credential"
                    + " where credential.realmId = :realmId and credential.type = :type";

    private static final String USERS = "select owner.id from UserEntity owner where owner.realmId = :realmId";

    private static final int MAX_USERS_IN_WINDOW = 50_000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Optional<String> userId;
    private final int batchSize;
    private final Deque<InventoryRow> batch = new ArrayDeque<>();

    private Optional<Table> table;
    private Optional<InventoryPosition> last;
    private Optional<Window> window = Optional.empty();
    private int usersInWindow;

    /**
     * Local users whose rows are read together.
     *
     * @param start the first user's ID, or that of the user before; empty to start at the beginning
     * @param operator whether the window includes the user at the start
     * @param end the last user's ID; empty if no more users follow
     */
    private record Window(Optional<String> start, String operator, Optional<String> end) {}

    /**
     * @param userId owner of the app passwords; empty for all users
     * @param after position of the last row that was read; empty to start at the beginning
     * @param batchSize maximum number of rows in one query
     */
    InventoryRows(
            KeycloakSession session,
            RealmModel realm,
            Optional<String> userId,
            Optional<InventoryPosition> after,
            int batchSize) {
        this.session = session;
        this.realm = realm;
        this.userId = userId;
        this.batchSize = batchSize;
        this.usersInWindow = batchSize;
        this.last = after;
        this.table = Optional.of(after.map(InventoryPosition::table).orElse(Table.LOCAL));
    }

    @Override
    public boolean hasNext() {
        while (batch.isEmpty() && table.isPresent()) {
            fetch(table.get());
        }
        return !batch.isEmpty();
    }

    @Override
    public InventoryRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.remove();
    }

    private void fetch(Table from) {
        if (from == Table.LOCAL && userId.isEmpty() && window.isEmpty()) {
            // The user at the position may have more rows after it.
            window = Optional.of(window(last.map(InventoryPosition::userId), ">="));
        }
        List<InventoryRow> rows = query(from)
                .getResultStream()
                .map(columns -> InventoryRow.of(from, columns))
                .toList();
        batch.addAll(rows);
        if (rows.size() == batchSize) {
            last = Optional.of(rows.get(rows.size() - 1).position());
            return;
        }
        last = Optional.empty();
        window = window.flatMap(Window::end).map(end -> window(Optional.of(end), ">"));
        if (window.isEmpty()) {
            table = from == Table.LOCAL ? Optional.of(Table.FEDERATED) : Optional.empty();
        }
    }

    /** Returns the next window. Each is larger than the previous one, because few users may have app passwords. */
    private Window window(Optional<String> start, String operator) {
        TypedQuery<String> users = entityManager()
                .createQuery(
                        USERS + start.map(id -> " and owner.id > :start").orElse("") + " order by owner.id",
                        String.class)
                .setParameter("realmId", realm.getId())
                .setFirstResult(usersInWindow - 1)
                .setMaxResults(1);
        start.ifPresent(id -> users.setParameter("start", id));
        usersInWindow = Math.min(2 * usersInWindow, MAX_USERS_IN_WINDOW);
        return new Window(start, operator, users.getResultStream().findFirst());
    }

    private TypedQuery<Object[]> query(Table from) {
        String owner = from == Table.LOCAL ? "credential.user.id" : "credential.userId";
        StringBuilder text = new StringBuilder(from == Table.LOCAL ? LOCAL : FEDERATED);
        if (userId.isPresent()) {
            text.append(" and ").append(owner).append(" = :owner");
        }
        if (last.isPresent()) {
            text.append(" and %1$s >= :userId and (%1$s > :userId or credential.id > :id)".formatted(owner));
        }
        if (from == Table.LOCAL && window.isPresent()) {
            // For both tables, because databases may read either of them first.
            window.get().start().ifPresent(start -> bound(text, window.get().operator() + " :start"));
            window.get().end().ifPresent(end -> bound(text, "<= :end"));
        }
        text.append(" order by ").append(owner).append(", credential.id");
        TypedQuery<Object[]> query = entityManager()
                .createQuery(text.toString(), Object[].class)
                .setParameter("realmId", realm.getId())
                .setParameter("type", AppPasswordCredentialModel.TYPE)
                .setMaxResults(batchSize);
        if (from == Table.LOCAL) {
            query.setParameter("mark", DeviceMark.ATTRIBUTE).setParameter("marked", DeviceMark.VALUE);
        }
        userId.ifPresent(id -> query.setParameter("owner", id));
        last.ifPresent(position ->
                query.setParameter("userId", position.userId()).setParameter("id", position.credentialId()));
        if (from == Table.LOCAL) {
            window.ifPresent(users -> {
                users.start().ifPresent(start -> query.setParameter("start", start));
                users.end().ifPresent(end -> query.setParameter("end", end));
            });
        }
        return query;
    }

    private static void bound(StringBuilder text, String bound) {
        text.append(" and owner.id ")
                .append(bound)
                .append(" and credential.user.id ")
                .append(bound);
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
