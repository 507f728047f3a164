package org.apppasswords.keycloak.it.signin;

import static org.apppasswords.keycloak.it.support.fixtures.BridgeClients.withDefaultScope;
import static org.apppasswords.keycloak.it.support.fixtures.BridgeClients.withMapper;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;

/** A client setting that would make its tokens valid for other clients, or forge their claims. */
enum TokenSetting {
    FULL_SCOPE(client -> client.setFullScopeAllowed(true)) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            // The client has all roles already.
        }
    },
    /** The roles of the other client, in Keycloak's standard claims of every token. */
    CLIENT_ROLES(everywhere(
            "oidc-usermodel-client-role-mapper",
            Map.of("claim.name", "resource_access.${client_id}.roles", "multivalued", "true"))),
    CLIENT_ROLES_ELSEWHERE(everywhere(
                    "oidc-usermodel-client-role-mapper", Map.of("claim.name", "roles", "multivalued", "true"))
            .andThen(everywhere(
                    "oidc-usermodel-client-role-mapper",
                    Map.of(
                            "claim.name",
                            "nested.roles",
                            "multivalued",
                            "true",
                            "usermodel.clientRoleMapping.clientId",
                            TokenSetting.OTHER)))
            .andThen(everywhere(
                    "oidc-usermodel-client-role-mapper",
                    Map.of("claim.name", "${client_id}.roles", "multivalued", "true")))
            // Names that begin or end like a path, but are not one.
            .andThen(everywhere(
                    "oidc-usermodel-client-role-mapper", Map.of("claim.name", ".roles", "multivalued", "true")))
            .andThen(everywhere(
                    "oidc-usermodel-client-role-mapper", Map.of("claim.name", ".${client_id}", "multivalued", "true")))
            .andThen(everywhere(
                    "oidc-usermodel-client-role-mapper", Map.of("claim.name", "roles\\", "multivalued", "true")))),
    /** A realm role in the client's scope, which stays. */
    REALM_ROLES(everywhere(
            "oidc-usermodel-realm-role-mapper", Map.of("claim.name", "realm_access.roles", "multivalued", "true"))) {
        @Override
        void apply(RealmResource realm, ClientResource client) {
            client.getScopeMappings()
                    .realmLevel()
                    .add(List.of(realm.roles().get(REALM_ROLE).toRepresentation()));
        }
    },
    REALM_ROLES_OF_FULL_SCOPE(
            everywhere("oidc-usermodel-realm-role-mapper", Map.of("claim.name", "groups", "multivalued", "true"))
                    .andThen(client -> client.setFullScopeAllowed(true))),
    AUDIENCE_CLIENT(everywhere("oidc-audience-mapper", Map.of("included.client.audience", TokenSetting.OTHER))),
    AUDIENCE_CUSTOM(everywhere("oidc-audience-mapper", Map.of("included.custom.audience", TokenSetting.FORGED))),
    AUDIENCE_RESOLVE(withMapper("oidc-audience-resolve-mapper", Map.of("access.token.claim", "true"))),
    HARDCODED_ROLES(withMapper("oidc-hardcoded-role-mapper", Map.of("role", TokenSetting.OTHER + ".forged"))
            .andThen(withMapper(
                    "oidc-role-name-mapper",
                    Map.of(
                            "role",
                            TokenSetting.OTHER + "." + TokenSetting.ROLE,
                            "new.role.name",
                            TokenSetting.OTHER + ".forged")))),
    /** Each claim that identifies a token, its subject or its audience. */
    HARDCODED_CLAIMS(Stream.of(
                    "aud",
                    "azp",
                    "client_id",
                    "sub",
                    "sid",
                    "session_state",
                    "iss",
                    "jti",
                    "typ",
                    "scope",
                    "cnf.jkt",
                    "act.sub",
                    "may_act.sub",
                    "resource_access." + TokenSetting.OTHER + ".roles",
                    "realm_access.roles",
                    "authorization.permissions",
                    "allowed-origins",
                    "access_token",
                    "id_token",
                    "refresh_token",
                    "token_type")
            .map(claim -> everywhere(
                    "oidc-hardcoded-claim-mapper",
                    Map.of("claim.name", claim, "claim.value", TokenSetting.FORGED, "jsonType.label", "String")))
            .reduce(client -> {}, Consumer::andThen)),
    /** Introspection returns what a lightweight token omits. */
    LIGHTWEIGHT(CLIENT_ROLES
            .change
            .andThen(AUDIENCE_CLIENT.change)
            .andThen(client -> client.getAttributes().put("client.use.lightweight.access.token.enabled", "true"))),
    ;

    /** Another client, with a role that the user has. */
    static final String OTHER = "other";

    /** The name of the role of each client that the user has. */
    static final String ROLE = "reader";

    /** A realm role that the user has. */
    static final String REALM_ROLE = "staff";

    /** A value that must not occur anywhere. */
    static final String FORGED = "forged";

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Consumer<ClientRepresentation> change;

    TokenSetting(Consumer<ClientRepresentation> change) {
        this.change = withDefaultScope("roles").andThen(change);
    }

    /** Returns the change with which the client is created. */
    Consumer<ClientRepresentation> change() {
        return change;
    }

    /** Configures the created client: by default, adds the role of the other client to its scope. */
    void apply(RealmResource realm, ClientResource client) {
        String other = realm.clients().findByClientId(OTHER).get(0).getId();
        client.getScopeMappings()
                .clientLevel(other)
                .add(List.of(realm.clients().get(other).roles().get(ROLE).toRepresentation()));
    }

    private static Consumer<ClientRepresentation> everywhere(String type, Map<String, String> config) {
        Stream<String> places = Stream.of(
                "access.token.claim",
                "id.token.claim",
                "introspection.token.claim",
                "lightweight.claim",
                "access.tokenResponse.claim");
        return withMapper(
                type,
                Stream.concat(config.entrySet().stream(), places.map(place -> Map.entry(place, "true")))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
