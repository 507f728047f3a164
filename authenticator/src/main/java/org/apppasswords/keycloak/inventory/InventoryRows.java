package org.apppasswords.keycloak.inventory;

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
 * <p>The order is by user because the tables have an index for it.
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

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Optional<String> userId;
    private final int batchSize;
    private final Deque<InventoryRow> batch = new ArrayDeque<>();

    private Optional<Table> table;
    private Optional<InventoryPosition> last;

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
        List<InventoryRow> rows = query(from)
                .getResultStream()
                .map(columns -> InventoryRow.of(from, columns))
                .toList();
        batch.addAll(rows);
        if (rows.size() < batchSize) {
            table = from == Table.LOCAL ? Optional.of(Table.FEDERATED) : Optional.empty();
            last = Optional.empty();
        } else {
            last = Optional.of(rows.get(rows.size() - 1).position());
        }
    }

    private TypedQuery<Object[]> query(Table from) {
        String owner = from == Table.LOCAL ? "credential.user.id" : "credential.userId";
        StringBuilder text = new StringBuilder(from == Table.LOCAL ? LOCAL : FEDERATED);
        if (userId.isPresent()) {
            text.append(" and ").append(owner).append(" = :owner");
        }
        if (last.isPresent()) {
            text.append(" and %1$s >= :userId and (%1$s > :userId or credential.id > :id)".formatted(owner));
            if (from == Table.LOCAL) {
                // Redundant, but without it PostgreSQL would read one of the tables from its beginning.
                text.append(" and owner.id >= :userId");
            }
        }
        text.append(" order by ").append(owner).append(", credential.id");
        TypedQuery<Object[]> query = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
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
        return query;
    }
}
