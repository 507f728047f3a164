package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
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

    /** Keycloak's own answer to control characters in the query. */
    private static final String KEYCLOAKS_OWN = "{\"error\":\"Blocking invalid query parameter value\"}";

    /**
     * Sends the request; fails if the answer does not match the description or leaks information.
     *
     * @param number number of the request, which also decides whose credentials it has
     * @return the HTTP status
     */
    public int send(int number, ApiRequest request) {
        Map<String, String> headers = new HashMap<>(credentials(number, request));
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

    private Map<String, String> credentials(int number, ApiRequest request) {
        boolean usual = number % RARELY != 0;
        if (request.path().equals("/verify")) {
            if (request.method().equals("POST") && number % 2 == 0) {
                return Map.of("Authorization", VerifyEndpoint.client("radicale", "radicale-secret"));
            }
            return usual
                    ? Map.of(
                            VerifyEndpoint.CLIENT_HEADER,
                            VerifyEndpoint.client("radicale", "radicale-secret"),
                            "Authorization",
                            Http.basic(username, secret))
                    : Map.of();
        }
        if (usual && request.path().startsWith("/directory/")) {
            return Map.of("Authorization", VerifyEndpoint.client("ldap-bridge", "ldap-bridge-secret"));
        }
        if (!usual && number % (2 * RARELY) == 0) {
            return Map.of();
        }
        return Map.of(
                "Authorization", "Bearer " + (request.administration() == usual ? administratorToken : accessToken));
    }

    // Test reports truncate text at characters that they cannot show.
    private static String printable(String text) {
        return text.chars()
                .limit(800)
                .mapToObj(unit -> unit >= ' ' && unit < 127 ? String.valueOf((char) unit) : "\\u%04x".formatted(unit))
                .collect(Collectors.joining());
    }
}
