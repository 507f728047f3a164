package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.authorization.ScopePermissionRepresentation;
import org.keycloak.representations.idm.authorization.UserPolicyRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Administrators of a realm who are its own users, with some roles or with permissions on some users. */
public final class Administrators {

    private static final String CLIENT = "admin-tool";

    private final ManagedRealm realm;
    private final TestUsers users;

    public Administrators(ManagedRealm realm) {
        this.realm = realm;
        this.users = new TestUsers(realm);
    }

    /** The program that administrators use: gets tokens by their account password, with all their roles. */
    public void createTheirProgram() {
        ClientRepresentation program = new ClientRepresentation();
        program.setClientId(CLIENT);
        program.setSecret(CLIENT + "-secret");
        program.setPublicClient(false);
        program.setDirectAccessGrantsEnabled(true);
        program.setFullScopeAllowed(true);
        expectCreated(realm.admin().clients().create(program));
    }

    /** A user with these roles of realm-management; returns the user's id. */
    public String create(String username, String... roles) {
        return grant(users.create(username), roles);
    }

    /** Gives a user these roles of realm-management. */
    public String grant(String userId, String... roles) {
        RealmResource admin = realm.admin();
        String management =
                admin.clients().findByClientId("realm-management").get(0).getId();
        List<RoleRepresentation> granted = Arrays.stream(roles)
                .map(role -> admin.clients().get(management).roles().get(role).toRepresentation())
                .toList();
        admin.users().get(userId).roles().clientLevel(management).add(granted);
        return userId;
    }

    /** What such a user gets to call the admin API with. */
    public String accessToken(String username) {
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        AtomicReference<String> token = new AtomicReference<>();
        // While Keycloak still counts somebody's last attempt, in the background, it refuses the next one.
        Waiting.until(username + " may sign in", () -> {
            token.set(tokens.directGrant(CLIENT, username, TestUsers.PASSWORD).accessToken());
            return token.get() != null;
        });
        return token.get();
    }

    public AdminApi api(String username) {
        return AdminApi.with(realm.getBaseUrl(), accessToken(username));
    }

    /**
     * Gives an administrator fine-grained permissions.
     *
     * @param resourceType such as {@code Users}
     * @param resources ids of what the permission is for
     * @param scopes such as {@code view}
     */
    public void permit(String administratorId, String resourceType, Set<String> resources, Set<String> scopes) {
        AuthorizationResource permissions = realm.admin()
                .clients()
                .get(realm.admin()
                        .clients()
                        .findByClientId("admin-permissions")
                        .get(0)
                        .getId())
                .authorization();
        UserPolicyRepresentation policy = new UserPolicyRepresentation();
        policy.setName("policy " + UUID.randomUUID());
        policy.addUser(administratorId);
        expectCreated(permissions.policies().user().create(policy));
        ScopePermissionRepresentation permission = new ScopePermissionRepresentation();
        permission.setName("permission " + UUID.randomUUID());
        permission.setResourceType(resourceType);
        permission.setResources(resources);
        permission.setScopes(scopes);
        permission.setPolicies(Set.of(policy.getName()));
        expectCreated(permissions.permissions().scope().create(permission));
    }

    private static void expectCreated(Response response) {
        try (response) {
            if (response.getStatus() != 201) {
                throw new IllegalStateException(response.getStatus() + " " + response.readEntity(String.class));
            }
        }
    }
}
