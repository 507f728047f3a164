package org.apppasswords.keycloak.it.support.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keycloak's own APIs and ours, called with a stolen access token. */
public final class KeycloakApis {

    private final String realmUrl;
    private final String adminUrl;

    public KeycloakApis(String realmUrl) {
        this.realmUrl = realmUrl;
        this.adminUrl = realmUrl.replace("/realms/", "/admin/realms/");
    }

    /**
     * Calls all of them.
     *
     * @param token the access token
     * @param userId id of the token's user
     * @return the HTTP status of each call
     */
    public Map<String, Integer> tryAll(String token, String userId) {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        get(statuses, token, realmUrl + "/account/");
        get(statuses, token, realmUrl + "/account/credentials");
        get(statuses, token, realmUrl + "/account/sessions/devices");
        get(statuses, token, realmUrl + "/account/applications");
        send(statuses, token, "POST", realmUrl + "/account/", """
                {"username":"%s","firstName":"Stolen","lastName":"User","email":"thief@example.org"}""".formatted(
                        TokenEndpoint.claims(token).path("preferred_username").asText()));
        get(statuses, token, realmUrl + "/app-passwords");
        send(statuses, token, "DELETE", realmUrl + "/app-passwords", "");
        get(statuses, token, adminUrl);
        get(statuses, token, adminUrl + "/users");
        get(statuses, token, adminUrl + "/users/" + userId + "/credentials");
        get(statuses, token, adminUrl + "/clients");
        send(statuses, token, "PUT", adminUrl + "/users/" + userId, """
                {"firstName":"Stolen","lastName":"User","email":"thief@example.org"}""");
        send(statuses, token, "POST", realmUrl + "/clients-registrations/default", """
                {"publicClient":true}""");
        return statuses;
    }

    private static void get(Map<String, Integer> statuses, String token, String url) {
        call(statuses, token, "GET", url, BodyPublishers.noBody());
    }

    private static void send(Map<String, Integer> statuses, String token, String method, String url, String json) {
        call(statuses, token, method, url, BodyPublishers.ofString(json));
    }

    private static void call(
            Map<String, Integer> statuses, String token, String method, String url, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(method, body);
        statuses.put(
                method + " " + URI.create(url).getPath(), Http.send(request).statusCode());
    }
}
