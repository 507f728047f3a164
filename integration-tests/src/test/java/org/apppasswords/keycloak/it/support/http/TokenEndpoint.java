package org.apppasswords.keycloak.it.support.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The token endpoint and other OpenID Connect endpoints, called as bridges do. */
public final class TokenEndpoint {

    private final String realmUrl;

    public TokenEndpoint(String realmUrl) {
        this.realmUrl = realmUrl;
    }

    /** Requests a direct grant as one of the demo's bridges, whose secret is {@code <clientId>-secret}. */
    public Answer directGrant(String clientId, String username, String password) {
        return directGrant(clientId, username, password, Map.of());
    }

    /** Requests a direct grant with further parameters. */
    public Answer directGrant(String clientId, String username, String password, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "password");
        form.put("client_id", clientId);
        form.put("client_secret", clientId + "-secret");
        if (username != null) {
            form.put("username", username);
        }
        if (password != null) {
            form.put("password", password);
        }
        form.putAll(more);
        return post("/protocol/openid-connect/token", form, Map.of());
    }

    /** Requests a direct grant as one of the demo's mail bridges, for a program at this address. */
    public Answer directGrantFrom(String address, String clientId, String username, String password) {
        return post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        clientId,
                        "client_secret",
                        clientId + "-secret",
                        "username",
                        username,
                        "password",
                        password),
                Map.of("X-Dovecot-Auth-Remote", address));
    }

    /** Uses the refresh token of this answer as a bridge whose secret is {@code <clientId>-secret}. */
    public Answer refresh(String clientId, Answer granted) {
        return post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        clientId,
                        "client_secret",
                        clientId + "-secret",
                        "refresh_token",
                        granted.json().path("refresh_token").asText()),
                Map.of());
    }

    /** Introspects a token as one of the demo's bridges. */
    public Answer introspect(String clientId, String token) {
        return post(
                "/protocol/openid-connect/token/introspect",
                Map.of("client_id", clientId, "client_secret", clientId + "-secret", "token", token),
                Map.of());
    }

    /** Calls the userinfo endpoint. */
    public Answer userinfo(String token) {
        return get(realmUrl + "/protocol/openid-connect/userinfo", Map.of("Authorization", "Bearer " + token));
    }

    public Answer post(String path, Map<String, String> form, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realmUrl + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Http.form(form)));
        return send(request, headers);
    }

    /** Sends JSON. */
    public Answer postJson(String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realmUrl + path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(request, headers);
    }

    public Answer get(String url, Map<String, String> headers) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET(), headers);
    }

    /** Returns the claims of a JWT, without checking its signature. */
    public static JsonNode claims(String jwt) {
        return Answer.parse(new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }

    private static Answer send(HttpRequest.Builder request, Map<String, String> headers) {
        headers.forEach(request::header);
        return Answer.of(Http.send(request));
    }
}
