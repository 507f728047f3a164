package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.operations.ApiRequests.ApiRequest;
import org.apppasswords.keycloak.it.support.http.ApiDescription;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;

/**
 * The REST API as the fuzzer calls it: as a user, an administrator, a reverse proxy, a bridge, and without credentials. It checks
 * every answer.
 *
 * @param realmUrl URL of the realm
 * @param accessToken the user's access token
 * @param administratorToken the administrator's access token
 * @param username name of the user who signs in through the reverse proxy
 * @param secret that user's app password
 */
record ApiTarget(String realmUrl, String accessToken, String administratorToken, String username, String secret) {

    /** One in this many requests has no credentials, or those of another caller. */
    private static final int RARELY = 10;

    /** The operation that anyone may call. */
    private static final String OPEN = "autoconfig";

    /** The operation whose body can have a client's credentials; an invalid body is rejected before them. */
    private static final String CREDENTIALS_IN_BODY = "verifyByPost";

    /** IDs that a router passes on as they are: with others, the path may not be that of the operation. */
    private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9_-]+)+|/");

    /** Keycloak's own answer to control characters in the query. */
    private static final String KEYCLOAKS_OWN = "{\"error\":\"Blocking invalid query parameter value\"}";

    /** Whose credentials a request has. */
    private enum Caller {
        ENTITLED,
        NOBODY,
        /** Somebody whose credentials are valid, but for other operations. */
        ANOTHER;

        static Caller of(int number) {
            if (number % RARELY != 0) {
                return ENTITLED;
            }
            return number % (2 * RARELY) == 0 ? NOBODY : ANOTHER;
        }
    }

    /**
     * Sends the request; fails if the answer does not match the description or leaks information, or if the request is
     * accepted without the rights.
     *
     * @param number number of the request, which also decides whose credentials it has
     * @return the HTTP status
     */
    public int send(int number, ApiRequest request) {
        Caller caller = Caller.of(number);
        Map<String, String> headers = new HashMap<>(credentials(caller, number, request));
        String url = request.administration()
                ? realmUrl.replace("/realms/", "/admin/realms/") + "/app-passwords"
                : realmUrl + "/app-passwords";
        String path = request.path().equals("/") ? "" : request.path();
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        URI.create(url + path + (request.query().isEmpty() ? "" : "?" + Http.form(request.query()))))
                .method(
                        request.method(),
                        request.contentType().isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(request.body()));
        headers.forEach(http::header);
        if (!request.contentType().isEmpty()) {
            http.header("Content-Type", request.contentType());
        }
        HttpResponse<String> response = Http.send(http);
        try {
            check(request, response);
            if (caller != Caller.ENTITLED) {
                checkRejected(request, response);
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    "Request number " + number + ", " + printable(request.toString()) + ": "
                            + printable(e.getMessage()),
                    e);
        }
        return response.statusCode();
    }

    private void check(ApiRequest request, HttpResponse<String> response) {
        if (response.statusCode() == 400 && response.body().equals(KEYCLOAKS_OWN)) {
            return;
        }
        assertThat(response.statusCode()).as(response.body()).matches(status -> status < 500 || status == 503);
        assertThat(response.body()).doesNotContain(secret, "Exception", "\tat ");
        if (response.statusCode() >= 400) {
            assertThat(response.body()).doesNotContain("org.keycloak.", "org.apppasswords.", "org.hibernate.");
        }
        boolean json = request.contentType().isEmpty() || request.contentType().equals("application/json");
        if (json) {
            ApiDescription.assertAnswerDescribed(request.method(), request.path(), response);
        } else if (response.statusCode() < 400) {
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    private static void checkRejected(ApiRequest request, HttpResponse<String> response) {
        if (request.operationId().equals(OPEN)) {
            return;
        }
        // Where the request is not one of the operation, the server need not ask for credentials first.
        boolean isOperation = PLAIN_PATH.matcher(request.path()).matches()
                && !request.operationId().equals(CREDENTIALS_IN_BODY)
                && !response.body().equals(KEYCLOAKS_OWN);
        boolean rejected = response.statusCode() == 401
                || response.statusCode() == 403
                // As Keycloak answers to wrong credentials of a client.
                || (response.statusCode() == 400 && response.body().contains("\"error\":\"invalid_client\""));
        assertThat(isOperation ? rejected : response.statusCode() >= 400 && response.statusCode() < 500)
                .as("rejected without the rights: %d %s", response.statusCode(), response.body())
                .isTrue();
    }

    private Map<String, String> credentials(Caller caller, int number, ApiRequest request) {
        if (caller == Caller.NOBODY) {
            return Map.of();
        }
        boolean entitled = caller == Caller.ENTITLED;
        if (entitled && request.path().equals("/verify")) {
            String client = VerifyEndpoint.client("radicale", "radicale-secret");
            return request.method().equals("POST") && number % 2 == 0
                    ? Map.of("Authorization", client)
                    : Map.of(VerifyEndpoint.CLIENT_HEADER, client, "Authorization", Http.basic(username, secret));
        }
        if (entitled && request.path().startsWith("/directory/")) {
            return Map.of("Authorization", VerifyEndpoint.client("ldap-bridge", "ldap-bridge-secret"));
        }
        return Map.of(
                "Authorization", "Bearer " + (request.administration() == entitled ? administratorToken : accessToken));
    }

    // Test reports truncate text at characters that they cannot show.
    private static String printable(String text) {
        return text.chars()
                .limit(800)
                .mapToObj(unit -> unit >= ' ' && unit < 127 ? String.valueOf((char) unit) : "\\u%04x".formatted(unit))
                .collect(Collectors.joining());
    }
}
