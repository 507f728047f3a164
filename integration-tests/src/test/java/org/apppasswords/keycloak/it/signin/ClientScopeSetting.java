package org.apppasswords.keycloak.it.signin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RoleMappingResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/** A configuration of a bridge's client that decides what its tokens can do. */
enum ClientScopeSetting {
    /** As in the demo. */
    NOTHING(true) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            // The client is one of the demo already.
        }
    },
    /** The mappers that write roles into tokens, without any role in the scope. */
    ROLE_MAPPERS(true) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
        }
    },
    FULL_SCOPE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            ClientRepresentation representation = client.toRepresentation();
            representation.setFullScopeAllowed(true);
            client.update(representation);
        }
    },
    ACCOUNT_ROLE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            mapRole(realm, client.getScopeMappings(), "account", "manage-account");
        }
    },
    ADMIN_ROLE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            mapRole(realm, client.getScopeMappings(), "realm-management", "realm-admin");
        }
    },
    /** A realm role that contains roles of the account API. */
    REALM_ROLE_COMPOSITE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            client.getScopeMappings()
                    .realmLevel()
                    .add(List.of(realm.roles()
                            .get("default-roles-" + realm.toRepresentation().getRealm())
                            .toRepresentation()));
        }
    },
    /** A client scope that yields roles only where the request asks for it. */
    OPTIONAL_CLIENT_SCOPE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            client.addOptionalClientScope(powerfulScope(realm));
        }
    },
    /** A role of the client itself that contains a role of the admin API. */
    OWN_ROLE_COMPOSITE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            RoleRepresentation role = new RoleRepresentation();
            role.setName("postmaster");
            client.roles().create(role);
            client.roles().get("postmaster").addComposites(List.of(role(realm, "realm-management", "manage-users")));
        }
    },
    HARDCODED_ROLE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            showRoles(realm, client);
            ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
            mapper.setName("hardcoded role");
            mapper.setProtocol("openid-connect");
            mapper.setProtocolMapper("oidc-hardcoded-role-mapper");
            mapper.setConfig(Map.of("role", "account.manage-account"));
            client.getProtocolMappers().createMapper(mapper).close();
        }
    },
    TOKEN_EXCHANGE(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            switchOn(client, "standard.token.exchange.enabled");
        }
    },
    VERIFIABLE_CREDENTIALS(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            switchOn(client, "oid4vci.enabled");
        }
    },
    AUTHORIZATION_SERVICES(false) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            ClientRepresentation representation = client.toRepresentation();
            representation.setServiceAccountsEnabled(true);
            representation.setAuthorizationServicesEnabled(true);
            client.update(representation);
        }
    };

    /** Name of the client scope that {@link #OPTIONAL_CLIENT_SCOPE} adds. */
    static final String POWERFUL_SCOPE = "powerful";

    private final boolean restricted;

    ClientScopeSetting(boolean restricted) {
        this.restricted = restricted;
    }

    /** Returns whether the client is restricted: its tokens cannot use Keycloak's own APIs. */
    boolean isRestricted() {
        return restricted;
    }

    /** Configures a client like the demo's in this way. */
    abstract void apply(RealmResource realm, ClientResource client);

    /** Returns the scope parameter that requests the most privileges. */
    String scopeParameter(String requested) {
        return this == OPTIONAL_CLIENT_SCOPE ? (POWERFUL_SCOPE + " " + requested).strip() : requested;
    }

    private static void switchOn(ClientResource client, String attribute) {
        ClientRepresentation representation = client.toRepresentation();
        representation.setAttributes(new HashMap<>(representation.getAttributes()));
        representation.getAttributes().put(attribute, "true");
        client.update(representation);
    }

    // Without the client scope "roles", the roles in the scope would not show in the token.
    private static void showRoles(RealmResource realm, ClientResource client) {
        client.addDefaultClientScope(clientScope(realm, "roles"));
    }

    private static String powerfulScope(RealmResource realm) {
        if (realm.clientScopes().findAll().stream().noneMatch(scope -> POWERFUL_SCOPE.equals(scope.getName()))) {
            ClientScopeRepresentation scope = new ClientScopeRepresentation();
            scope.setName(POWERFUL_SCOPE);
            scope.setProtocol("openid-connect");
            Created.id(realm.clientScopes().create(scope));
            RoleMappingResource mappings =
                    realm.clientScopes().get(clientScope(realm, POWERFUL_SCOPE)).getScopeMappings();
            mapRole(realm, mappings, "account", "manage-account");
            mapRole(realm, mappings, "realm-management", "realm-admin");
        }
        return clientScope(realm, POWERFUL_SCOPE);
    }

    private static String clientScope(RealmResource realm, String name) {
        return realm.clientScopes().findAll().stream()
                .filter(scope -> name.equals(scope.getName()))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private static void mapRole(RealmResource realm, RoleMappingResource mappings, String clientId, String role) {
        mappings.clientLevel(realm.clients().findByClientId(clientId).get(0).getId())
                .add(List.of(role(realm, clientId, role)));
    }

    private static RoleRepresentation role(RealmResource realm, String clientId, String role) {
        return realm.clients()
                .get(realm.clients().findByClientId(clientId).get(0).getId())
                .roles()
                .get(role)
                .toRepresentation();
    }
}
