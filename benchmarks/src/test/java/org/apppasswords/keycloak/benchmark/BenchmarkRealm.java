package org.apppasswords.keycloak.benchmark;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.Node;
import org.apppasswords.keycloak.it.support.SeededAppPassword;
import org.apppasswords.keycloak.it.support.TestUsers;
import org.apppasswords.keycloak.it.support.TokenEndpoint;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;

/** The demo realm with users who have two app passwords each, and with clients for the built-in grants. */
record BenchmarkRealm(RealmResource admin, TokenEndpoint tokens) {

    static final int USERS = 100;
    static final int APP_PASSWORDS_PER_USER = 2;

    private static final String REALM = "demo";
    private static final String BUILT_IN = "built-in";

    static BenchmarkRealm fill(Node node) {
        RealmResource admin = node.admin().realm(REALM);
        TestUsers users = new TestUsers(admin);
        for (int user = 0; user < USERS; user++) {
            int number = user;
            users.create(
                    username(user),
                    IntStream.range(0, APP_PASSWORDS_PER_USER)
                            .mapToObj(index ->
                                    SeededAppPassword.of(secret(number, index)).named("App " + index))
                            .toArray(SeededAppPassword[]::new));
        }
        createBuiltInClient(admin);
        return new BenchmarkRealm(admin, new TokenEndpoint(node.realmUrl(REALM)));
    }

    /** Signs in with an app password; fails if that fails. */
    void signInByAppPassword(int user, int index) {
        check(tokens.directGrant("dovecot", username(user), secret(user, index)));
    }

    /** Keycloak's own password grant. */
    void signInByAccountPassword(int user) {
        check(tokens.directGrant(BUILT_IN, username(user), TestUsers.PASSWORD));
    }

    /** A token without any user: what remains of a grant. */
    void clientCredentials() {
        check(tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        BUILT_IN,
                        "client_secret",
                        BUILT_IN + "-secret"),
                Map.of()));
    }

    private static void check(TokenEndpoint.Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
        }
    }

    private static void createBuiltInClient(RealmResource admin) {
        ClientRepresentation client = admin.clients().findByClientId("dovecot").get(0);
        Consumer<ClientRepresentation> builtIn = copy -> {
            copy.setId(null);
            copy.setClientId(BUILT_IN);
            copy.setSecret(BUILT_IN + "-secret");
            copy.setServiceAccountsEnabled(true);
            copy.setAuthenticationFlowBindingOverrides(Map.of());
            copy.setProtocolMappers(List.of());
        };
        builtIn.accept(client);
        admin.clients().create(client).close();
    }

    private static String username(int user) {
        return "user-" + user;
    }

    private static String secret(int user, int index) {
        String digits = "%04d%04d".formatted(user, index);
        return digits.chars()
                        .mapToObj(c -> String.valueOf((char) ('a' + c - '0')))
                        .reduce("", String::concat) + "benchmarkbenchma";
    }
}
