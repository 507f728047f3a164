package org.apppasswords.keycloak.it.signin;

import java.util.List;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.keycloak.admin.client.resource.RolesResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The ways in which an administrator can take the role of a service from a user in {@link AllowedRoleIT}. */
enum RoleLoss {
    ROLE_TAKEN_FROM_THE_USER {
        @Override
        void grant(ManagedRealm realm, String userId) {
            RoleSource.REALM_ROLE.grant(realm, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            RoleSource.REALM_ROLE.take(realm, userId);
        }
    },
    CLIENT_ROLE_TAKEN_FROM_THE_USER {
        @Override
        void grant(ManagedRealm realm, String userId) {
            newClientRole(realm, userId);
            realm.admin()
                    .users()
                    .get(userId)
                    .roles()
                    .clientLevel(clientId(realm))
                    .add(List.of(clientRole(realm, userId)));
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin()
                    .users()
                    .get(userId)
                    .roles()
                    .clientLevel(clientId(realm))
                    .remove(List.of(clientRole(realm, userId)));
        }
    },
    USER_TAKEN_FROM_THE_GROUP {
        @Override
        void grant(ManagedRealm realm, String userId) {
            RoleSource.GROUP.grant(realm, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            RoleSource.GROUP.take(realm, userId);
        }
    },
    ROLE_TAKEN_FROM_THE_GROUP {
        @Override
        void grant(ManagedRealm realm, String userId) {
            newGroup(realm, "group-without-role-" + userId, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            String id = RoleSource.groupId(realm, "group-without-role-" + userId);
            realm.admin()
                    .groups()
                    .group(id)
                    .roles()
                    .realmLevel()
                    .remove(List.of(RoleSource.realmRole(realm, "mail-user")));
        }
    },
    CLIENT_ROLE_TAKEN_FROM_THE_GROUP {
        @Override
        void grant(ManagedRealm realm, String userId) {
            newClientRole(realm, userId);
            String id = newGroup(realm, "group-with-client-role-" + userId);
            realm.admin()
                    .groups()
                    .group(id)
                    .roles()
                    .clientLevel(clientId(realm))
                    .add(List.of(clientRole(realm, userId)));
            realm.admin().users().get(userId).joinGroup(id);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin()
                    .groups()
                    .group(RoleSource.groupId(realm, "group-with-client-role-" + userId))
                    .roles()
                    .clientLevel(clientId(realm))
                    .remove(List.of(clientRole(realm, userId)));
        }
    },
    GROUP_DELETED {
        @Override
        void grant(ManagedRealm realm, String userId) {
            newGroup(realm, "deleted-group-" + userId, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin()
                    .groups()
                    .group(RoleSource.groupId(realm, "deleted-group-" + userId))
                    .remove();
        }
    },
    COMPOSITE_ROLE_CHANGED {
        @Override
        void grant(ManagedRealm realm, String userId) {
            newComposite(realm, "changed-role-" + userId, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin()
                    .roles()
                    .get("changed-role-" + userId)
                    .deleteComposites(List.of(RoleSource.realmRole(realm, "mail-user")));
        }
    },
    COMPOSITE_ROLE_DELETED {
        @Override
        void grant(ManagedRealm realm, String userId) {
            newComposite(realm, "deleted-role-" + userId, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            realm.admin().roles().get("deleted-role-" + userId).remove();
        }
    },
    OTHER_ROLE_REQUIRED {
        @Override
        void grant(ManagedRealm realm, String userId) {
            RoleSource.REALM_ROLE.grant(realm, userId);
        }

        @Override
        void take(ManagedRealm realm, String userId) {
            new ClientAttributes(realm).set("stored-with-role", "app-passwords.allowed-role", "staff-role");
        }
    };

    abstract void grant(ManagedRealm realm, String userId);

    abstract void take(ManagedRealm realm, String userId);

    private static void newGroup(ManagedRealm realm, String name, String userId) {
        String id = newGroup(realm, name);
        realm.admin().groups().group(id).roles().realmLevel().add(List.of(RoleSource.realmRole(realm, "mail-user")));
        realm.admin().users().get(userId).joinGroup(id);
    }

    private static String newGroup(ManagedRealm realm, String name) {
        GroupRepresentation group = new GroupRepresentation();
        group.setName(name);
        return Created.id(realm.admin().groups().add(group));
    }

    /** Creates a role of another client that contains the role of the service. */
    private static void newClientRole(ManagedRealm realm, String userId) {
        RoleRepresentation role = new RoleRepresentation();
        role.setName("client-role-" + userId);
        RolesResource roles = new BridgeClients(realm).get("dovecot").roles();
        roles.create(role);
        roles.get(role.getName()).addComposites(List.of(RoleSource.realmRole(realm, "mail-user")));
    }

    private static RoleRepresentation clientRole(ManagedRealm realm, String userId) {
        return new BridgeClients(realm)
                .get("dovecot")
                .roles()
                .get("client-role-" + userId)
                .toRepresentation();
    }

    private static String clientId(ManagedRealm realm) {
        return new BridgeClients(realm).internalId("dovecot");
    }

    private static void newComposite(ManagedRealm realm, String name, String userId) {
        RoleRepresentation role = new RoleRepresentation();
        role.setName(name);
        realm.admin().roles().create(role);
        realm.admin().roles().get(name).addComposites(List.of(RoleSource.realmRole(realm, "mail-user")));
        realm.admin().users().get(userId).roles().realmLevel().add(List.of(RoleSource.realmRole(realm, name)));
    }
}
