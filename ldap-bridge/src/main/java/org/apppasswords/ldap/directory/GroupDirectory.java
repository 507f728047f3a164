package org.apppasswords.ldap.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.ldap.keycloak.GroupQuery;
import org.apppasswords.ldap.keycloak.GroupRecord;
import org.apppasswords.ldap.keycloak.KeycloakClient;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.KeycloakException.Reason;
import org.apppasswords.ldap.keycloak.LookupCache;
import org.apppasswords.ldap.keycloak.Page;
import org.apppasswords.ldap.keycloak.ServiceCredentials;
import org.apppasswords.ldap.keycloak.UserQuery;
import org.apppasswords.ldap.keycloak.UserRecord;

/** The groups of one service. */
final class GroupDirectory {

    private static final int PAGE_SIZE = 500;

    /** With more unknown groups than this, the list of all groups costs less than looking up each. */
    private static final int MAX_SINGLE_LOOKUPS = 5;

    private static final int MAX_LIST_PAGES = 20;
    private static final Duration RECHECK_INTERVAL = Duration.ofSeconds(10);

    /** No user and no group has this id. */
    static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private final KeycloakClient keycloak;
    private final ServiceCredentials credentials;
    private final LookupCache<String, GroupRecord> byId;
    private final LookupCache<String, GroupRecord> byName;
    private final LookupCache<String, List<GroupRecord>> byUser;

    private volatile long hiddenUntil = System.nanoTime();

    GroupDirectory(KeycloakClient keycloak, ServiceCredentials credentials, CacheSettings cache) {
        this.keycloak = keycloak;
        this.credentials = credentials;
        byId = new LookupCache<>(cache.lifetime(), cache.maxEntries());
        byName = new LookupCache<>(cache.lifetime(), cache.maxEntries());
        byUser = new LookupCache<>(cache.lifetime(), cache.maxEntries());
    }

    Optional<GroupRecord> byId(String id, Deadline deadline) throws KeycloakException {
        GroupRecord known = byId.get(id);
        return known != null ? Optional.of(known) : first(GroupQuery.id(id), deadline);
    }

    Optional<GroupRecord> byName(String name, Deadline deadline) throws KeycloakException {
        String key = name.toLowerCase(Locale.ROOT);
        GroupRecord known = byName.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<GroupRecord> found = first(GroupQuery.name(name), deadline);
        found.ifPresent(group -> byName.put(key, group));
        return found;
    }

    List<GroupRecord> ofUser(String userId, Deadline deadline) throws KeycloakException {
        List<GroupRecord> known = byUser.get(userId);
        if (known != null) {
            return known;
        }
        List<GroupRecord> groups = new ArrayList<>();
        String cursor = null;
        do {
            Page<GroupRecord> page = page(GroupQuery.user(userId), PAGE_SIZE, cursor, deadline);
            groups.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        List<GroupRecord> result = List.copyOf(groups);
        byUser.put(userId, result);
        return result;
    }

    Page<GroupRecord> page(GroupQuery query, int max, String cursor, Deadline deadline) throws KeycloakException {
        if (hiddenUntil - System.nanoTime() > 0) {
            return new Page<>(List.of(), null);
        }
        Page<GroupRecord> page;
        try {
            page = keycloak.groups(credentials, query, Math.min(max, PAGE_SIZE), cursor, deadline.left());
        } catch (KeycloakException e) {
            if ((e.reason() == Reason.FORBIDDEN || e.reason() == Reason.LIST_NOT_ALLOWED) && areHidden(deadline)) {
                return new Page<>(List.of(), null);
            }
            throw e;
        }
        page.items().forEach(group -> byId.put(group.id(), group));
        return page;
    }

    /**
     * Finds out whether the client may look up users, but not groups, because it has no mapper for groups. Then there
     * are no groups. Everything else is an error.
     */
    private boolean areHidden(Deadline deadline) throws KeycloakException {
        try {
            keycloak.groups(credentials, GroupQuery.id(NO_ID), 1, null, deadline.left());
            return false;
        } catch (KeycloakException e) {
            if (e.reason() != Reason.FORBIDDEN) {
                throw e;
            }
            keycloak.users(credentials, UserQuery.id(NO_ID), 1, null, deadline.left());
            hiddenUntil = System.nanoTime() + RECHECK_INTERVAL.toNanos();
            return true;
        }
    }

    /**
     * Returns all groups of these users, by their IDs. A group that was deleted meanwhile is left out.
     *
     * @param mayList whether the list of all groups may be read, which Keycloak may not allow to the client
     */
    Map<String, GroupRecord> of(Collection<UserRecord> users, boolean mayList, Deadline deadline)
            throws KeycloakException {
        Map<String, GroupRecord> groups = new HashMap<>();
        Set<String> missing = new HashSet<>();
        for (UserRecord user : users) {
            for (String id : user.groupIds()) {
                GroupRecord known = byId.get(id);
                if (known != null) {
                    groups.put(id, known);
                } else {
                    missing.add(id);
                }
            }
        }
        if (!mayList || users.size() <= MAX_SINGLE_LOOKUPS) {
            for (UserRecord user : users) {
                if (!Collections.disjoint(missing, user.groupIds())) {
                    collect(groups, missing, ofUser(user.id(), deadline));
                }
            }
        }
        String cursor = null;
        for (int i = 0; mayList && missing.size() > MAX_SINGLE_LOOKUPS && i < MAX_LIST_PAGES; i++) {
            Page<GroupRecord> page = page(GroupQuery.all(), PAGE_SIZE, cursor, deadline);
            collect(groups, missing, page.items());
            cursor = page.next();
            if (cursor == null) {
                return groups;
            }
        }
        for (String id : missing) {
            byId(id, deadline).ifPresent(group -> groups.put(id, group));
        }
        return groups;
    }

    private static void collect(Map<String, GroupRecord> groups, Set<String> missing, List<GroupRecord> found) {
        for (GroupRecord group : found) {
            if (missing.remove(group.id())) {
                groups.put(group.id(), group);
            }
        }
    }

    private Optional<GroupRecord> first(GroupQuery query, Deadline deadline) throws KeycloakException {
        return page(query, PAGE_SIZE, null, deadline).items().stream().findFirst();
    }
}
