package org.apppasswords.keycloak.benchmark;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.benchmark.Requests.Request;
import org.apppasswords.keycloak.it.support.fixtures.Totp;

/** The requests that are compared, each for random users. */
final class Grants {

    private static final int LINES = 5000;
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String JSON = "Content-Type: application/json";

    /** As the proxy sends it. Without it, an app password that is limited to networks is rejected. */
    private static final String ADDRESS = "X-Real-IP: 127.0.0.1";

    private static final String WRONG = "wrongwrongwrongwrongwron";

    private final String realmUrl;
    // A fixed seed gives the same requests in each run.
    private final Random random = new Random(26);

    Grants(String realmUrl) {
        this.realmUrl = realmUrl;
    }

    /** Returns direct grants, each with one of a random user's app passwords. */
    Requests appPasswords(String name, String client, People people) {
        return tokens(name, false, index -> {
            int user = random.nextInt(people.count());
            return grant(client, people.username(user), people.secret(user, random.nextInt(people.appPasswords())));
        });
    }

    /** Returns one direct grant for each of at most this many users. */
    List<Request> eachOnce(String client, People people, int users) {
        return random.ints(0, people.count())
                .distinct()
                .limit(users)
                .mapToObj(user -> grant(
                        client, people.username(user), people.secret(user, random.nextInt(people.appPasswords()))))
                .toList();
    }

    /** Returns direct grants with each user's first app password, one user after the other. */
    Requests firstOfEach(String name, String client, People people) {
        return of(
                name,
                IntStream.range(0, people.count())
                        .mapToObj(user -> grant(client, people.username(user), people.secret(user, 0)))
                        .toList());
    }

    /** Returns direct grants with wrong input in the format of an app password. */
    Requests wrongAppPasswords(String name, People people) {
        return tokens(
                name,
                true,
                index -> grant(BenchmarkRealm.APP_PASSWORDS, people.username(random.nextInt(people.count())), WRONG));
    }

    /** Returns Keycloak's own password grants. */
    Requests accountPasswords(String name, People people) {
        return tokens(
                name,
                false,
                index -> grant(
                        BenchmarkRealm.BUILT_IN,
                        people.username(random.nextInt(people.count())),
                        BenchmarkRealm.PASSWORD));
    }

    /** Returns Keycloak's own password grants with a one-time code, which is valid for 30 seconds. */
    List<Request> accountPasswordsWithCode(People people) {
        String code = Totp.ofBase32(BenchmarkRealm.TOTP_SECRET).nextCode();
        return IntStream.range(0, people.count())
                .mapToObj(user -> {
                    Request request = grant(BenchmarkRealm.BUILT_IN, people.username(user), BenchmarkRealm.PASSWORD);
                    return new Request(request.body() + "&totp=" + code, request.headers());
                })
                .toList();
    }

    /** Returns grants without a user: the cost of a token alone. */
    Requests clientCredentials(String name) {
        return tokens(
                name,
                false,
                index -> form(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        BenchmarkRealm.BUILT_IN,
                        "client_secret",
                        BenchmarkRealm.BUILT_IN + "-secret")));
    }

    /** Returns requests of programs that ask {@code verify}, each with a random user's first app password. */
    Requests verifications(String name, String client, People people) {
        String authorization = BenchmarkRealm.basic("Authorization", client, client + "-secret");
        return Requests.write(
                name,
                "POST",
                realmUrl + "/app-passwords/verify",
                false,
                IntStream.range(0, LINES)
                        .mapToObj(line -> {
                            int user = random.nextInt(people.count());
                            // The first app password works for every service.
                            String body = "{\"username\":\"" + people.username(user) + "\",\"password\":\""
                                    + people.secret(user, 0) + "\"}";
                            return new Request(body, List.of(authorization, JSON, ADDRESS));
                        })
                        .toList());
    }

    /** Returns direct grants that must succeed. */
    Requests of(String name, List<Request> requests) {
        return Requests.write(name, "POST", realmUrl + "/protocol/openid-connect/token", false, requests);
    }

    private Requests tokens(String name, boolean rejected, IntFunction<Request> request) {
        return Requests.write(
                name,
                "POST",
                realmUrl + "/protocol/openid-connect/token",
                rejected,
                IntStream.range(0, LINES).mapToObj(request).toList());
    }

    /** Returns the form of a direct grant. */
    static String body(String client, String username, String password) {
        return grant(client, username, password).body();
    }

    private static Request grant(String client, String username, String password) {
        return form(Map.of(
                "grant_type",
                "password",
                "client_id",
                client,
                "client_secret",
                client + "-secret",
                "username",
                username,
                "password",
                password));
    }

    private static Request form(Map<String, String> fields) {
        return new Request(
                new TreeMap<>(fields)
                        .entrySet().stream()
                                .map(field -> field.getKey() + "="
                                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&")),
                List.of(FORM));
    }
}
