package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.OrganizationResource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.MemberRepresentation;
import org.keycloak.representations.idm.MembershipType;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/**
 * Members of a disabled organization. Keycloak disables the users whom the organization manages, because they signed in
 * through its identity provider; other members keep their account.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class OrganizationsIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String MANAGED = BrokeredUsers.NEWCOMER;
    private static final String UNMANAGED = "unmanaged-member";

    @InjectRealm(config = WithOrganization.class)
    ManagedRealm realm;

    @InjectRealm(ref = "provider", config = BrokeredUsers.class)
    ManagedRealm provider;

    private AccountConsole console;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false", "brokered-sign-in", "accept"));
        if (realm.admin().identityProviders().findAll().isEmpty()) {
            Created.check(realm.admin().identityProviders().create(BrokeredUsers.provider(provider.getBaseUrl())));
            organization()
                    .identityProviders()
                    .addIdentityProvider(BrokeredUsers.PROVIDER)
                    .close();
        }
        enable(true);
    }

    /** With and without the user in Keycloak's cache when the organization is disabled. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void managedMembersAreRejectedEverywhereWhileTheOrganizationIsDisabled(boolean cached) {
        AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), tokenThroughTheProvider());
        String id = realm.admin().users().searchByUsername(MANAGED, true).get(0).getId();
        assertThat(organization().members().member(id).toRepresentation().getMembershipType())
                .isEqualTo(MembershipType.MANAGED);
        String secret = api.create("{\"name\":\"Phone %s\"}".formatted(cached))
                .expect(201)
                .json()
                .path("password")
                .asText();
        assertAccepted(MANAGED, secret);

        enable(false);
        if (!cached) {
            realm.admin().clearUserCache();
        }

        int before = errors(id).size();
        entryPoints(MANAGED, secret)
                .forEach((entryPoint, status) ->
                        assertThat(status.get()).as(entryPoint).isIn(400, 401));
        assertThat(errors(id))
                .hasSize(before + entryPoints(MANAGED, secret).size())
                .last()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("reason", "user_disabled"));
        assertThat(api.list().status()).isIn(401, 403);
        assertThat(api.create("{\"name\":\"Laptop\"}").status()).isIn(401, 403);

        enable(true);
        assertAccepted(MANAGED, secret);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherMembersAreNotAffected(boolean cached) {
        enable(false);
        if (!cached) {
            realm.admin().clearUserCache();
        }

        assertAccepted(UNMANAGED, SECRET);
    }

    private void assertAccepted(String username, String secret) {
        entryPoints(username, secret)
                .forEach((entryPoint, status) ->
                        assertThat(status.get()).as(entryPoint).isIn(200, 204));
    }

    private Map<String, Supplier<Integer>> entryPoints(String username, String secret) {
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        VerifyEndpoint verify = new VerifyEndpoint(realm.getBaseUrl());
        Map<String, Supplier<Integer>> entryPoints = new LinkedHashMap<>();
        for (String name : List.of(username, username + "@example.org")) {
            entryPoints.put(
                    "direct grant, " + name,
                    () -> tokens.directGrant("dovecot", name, secret).status());
            entryPoints.put(
                    "verify, " + name,
                    () -> verify.ask("radicale", name, secret).status());
        }
        return entryPoints;
    }

    private List<EventRepresentation> errors(String userId) {
        return new UserEvents(realm).of(userId, EventType.LOGIN_ERROR);
    }

    private String tokenThroughTheProvider() {
        Page login = new Browser().open(URI.create(console.signIn() + "&kc_idp_hint=" + BrokeredUsers.PROVIDER));
        return console.accessToken(SignIn.complete(login, new Person(MANAGED, TestUsers.PASSWORD)));
    }

    private OrganizationResource organization() {
        return realm.admin()
                .organizations()
                .get(realm.admin().organizations().list(0, 1).get(0).getId());
    }

    private void enable(boolean enabled) {
        OrganizationRepresentation organization = organization().toRepresentation();
        organization.setEnabled(enabled);
        organization().update(organization).close();
        assertThat(organization().toRepresentation().isEnabled()).isEqualTo(enabled);
    }

    /** The demo's realm with an organization. A member in an import is not a managed one. */
    public static final class WithOrganization implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder builder) {
            RealmRepresentation realm = DemoRealm.read();
            realm.setOrganizationsEnabled(true);
            UserRepresentation user = TestUsers.representation(UNMANAGED);
            user.setRealmRoles(List.of("default-roles-demo"));
            user.setCredentials(
                    List.of(SeededAppPassword.of(SECRET).named("Phone").toRepresentation()));
            List<UserRepresentation> users = new ArrayList<>(realm.getUsers());
            users.add(user);
            realm.setUsers(users);
            OrganizationRepresentation organization = new OrganizationRepresentation();
            organization.setName("example");
            organization.setAlias("example");
            organization.setEnabled(true);
            organization.addDomain(new OrganizationDomainRepresentation("example.org"));
            MemberRepresentation member = new MemberRepresentation();
            member.setUsername(UNMANAGED);
            organization.addMember(member);
            realm.setOrganizations(List.of(organization));
            return RealmBuilder.update(realm);
        }
    }
}
