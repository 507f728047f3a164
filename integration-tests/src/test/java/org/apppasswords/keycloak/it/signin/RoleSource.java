package org.apppasswords.keycloak.it.signin;

import java.util.List;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.keycloak.admin.client.resource.RoleScopeResource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The ways in which a user can have the role of a service in {@link AllowedRoleIT}. */
enum RoleSource {
    REALM_ROLE("mail-user") {
        @Override
        void grant(ManagedRealm realm, String userId) {
            realmRoles(realm, userId).add(List.of(realmRole(realm, "mail-user")));
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realmRoles(realm, userId).remove(List.of(realmRole(realm, "mail-user")));
        }
    },
    CLIENT_ROLE("dovecot.reader") {
        @Override
        void grant(ManagedRealm realm, String userId) {
            clientRoles(realm, userId).add(List.of(clientRole(realm)));
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            clientRoles(realm, userId).remove(List.of(clientRole(realm)));
        }
    },
    COMPOSITE_ROLE("mail-user") {
        @Override
        void grant(ManagedRealm realm, String userId) {
            realmRoles(realm, userId).add(List.of(realmRole(realm, "staff-role")));
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realmRoles(realm, userId).remove(List.of(realmRole(realm, "staff-role")));
        }
    },
    GROUP("mail-user") {
        @Override
        void grant(ManagedRealm realm, String userId) {
            realm.admin().users().get(userId).joinGroup(groupId(realm, "members"));
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin().users().get(userId).leaveGroup(groupId(realm, "members"));
        }
    },
    COMPOSITE_ROLE_OF_A_GROUP("mail-user") {
        @Override
        void grant(ManagedRealm realm, String userId) {
            realm.admin().users().get(userId).joinGroup(groupId(realm, "employees"));
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin().users().get(userId).leaveGroup(groupId(realm, "employees"));
        }
    };

    private final String attribute;

    RoleSource(String attribute) {
        this.attribute = attribute;
    }

    /** Returns the role as the client's attribute names it. */
    String attribute() {
        return attribute;
    }

    abstract void grant(ManagedRealm realm, String userId);

    abstract void take(ManagedRealm realm, String userId);

    static RoleRepresentation realmRole(ManagedRealm realm, String name) {
        return realm.admin().roles().get(name).toRepresentation();
    }

    static String groupId(ManagedRealm realm, String name) {
        return realm.admin().groups().groups(name, true, 0, 1, true).get(0).getId();
    }

    private static RoleScopeResource realmRoles(ManagedRealm realm, String userId) {
        return realm.admin().users().get(userId).roles().realmLevel();
    }

    private static RoleScopeResource clientRoles(ManagedRealm realm, String userId) {
        String clientId = new BridgeClients(realm).internalId("dovecot");
        return realm.admin().users().get(userId).roles().clientLevel(clientId);
    }

    private static RoleRepresentation clientRole(ManagedRealm realm) {
        return new BridgeClients(realm).get("dovecot").roles().get("reader").toRepresentation();
    }
}
