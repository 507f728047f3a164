package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.federation.ReadableName;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Reads the users in Keycloak's own database in batches, each starting after the last user of the previous one: the
 * cost depends only on the users that are read, and concurrent changes do not shift the position. These are the local
 * users, and the users of directories (federation) that Keycloak has imported so far.
 *
 * <p>The order is by ID, which never changes. A user who is renamed during a walk is neither lost nor seen twice. H2,
 * which is for development only, reads all users of the realm for each batch.
 */
final class StoredUsers {

    // Disabled users and service accounts are left out here, so that a page does not shrink because of them.
    private static final String USERS =
            "select " + StoredUser.COLUMNS + " from UserEntity u where u.realmId = :realmId and u.enabled = true"
                    + " and u.serviceAccountClientLink is null";

    // Keycloak stores user names and e-mail addresses in lower case.
    private static final Map<String, String> COLUMNS = Map.of(
            UserModel.USERNAME, "u.username",
            UserModel.EMAIL, "u.email",
            UserModel.FIRST_NAME, "lower(u.firstName)",
            UserModel.LAST_NAME, "lower(u.lastName)");

    private static final String MEMBER =
            " and exists (select 1 from UserGroupMembershipEntity m where m.user = u" + " and m.groupId in :groupIds)";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;

    StoredUsers(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /**
     * Returns the next users, sorted by ID. They stay in Keycloak's persistence context, so looking them up by ID does
     * not query the database again.
     *
     * @param last ID of the last user that was read; an empty string to start at the beginning
     */
    List<StoredUser> after(String last, UserSelection selection, int max) {
        StringBuilder text = new StringBuilder(USERS);
        List<String> patterns = selection.search().map(SearchTerms::patterns).orElse(List.of());
        for (int term = 0; term < patterns.size(); term++) {
            text.append(matches(selection.search().orElseThrow().attributes(), patterns.get(term), ":term" + term));
        }
        selection.groupIds().ifPresent(ids -> text.append(MEMBER));
        if (!last.isEmpty()) {
            text.append(" and u.id > :last");
        }
        TypedQuery<Object[]> query = entities.createQuery(
                        text.append(" order by u.id").toString(), Object[].class)
                .setParameter("realmId", realm.getId())
                .setMaxResults(max);
        for (int term = 0; term < patterns.size(); term++) {
            query.setParameter("term" + term, patterns.get(term));
        }
        selection.groupIds().ifPresent(ids -> query.setParameter("groupIds", ids));
        if (!last.isEmpty()) {
            query.setParameter("last", last);
        }
        boolean nobody = selection.groupIds().filter(Set::isEmpty).isPresent()
                || patterns.stream().anyMatch(pattern -> !ReadableName.isStorable(session, pattern));
        return nobody
                ? List.of()
                : query.getResultList().stream()
                        .map(row -> StoredUser.of(row, 0))
                        .toList();
    }

    private String matches(Set<String> attributes, String pattern, String term) {
        return attributes.stream()
                .filter(attribute ->
                        !attribute.equals(UserModel.EMAIL) || ReadableName.isStorableAsEmail(session, pattern))
                .map(COLUMNS::get)
                .map(field -> field + " like " + term + " escape '" + SearchTerms.ESCAPE + "'")
                .collect(Collectors.joining(" or ", " and (", ")"));
    }
}
