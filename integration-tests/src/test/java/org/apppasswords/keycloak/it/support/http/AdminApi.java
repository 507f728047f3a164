package org.apppasswords.keycloak.it.support.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The admin API of app passwords, as an administrator's program calls it. Every answer must be one that
 * {@code docs/openapi.yaml} describes, and so must every request that is accepted.
 */
public final class AdminApi {

    private final String url;
    private final Map<String, String> headers;

    private AdminApi(String url, Map<String, String> headers) {
        this.url = url;
        this.headers = headers;
    }

    /** Calls the API with an access token. */
    public static AdminApi with(String realmUrl, String accessToken) {
        return withHeaders(realmUrl, Map.of("Authorization", "Bearer " + accessToken));
    }

    /** Calls the API without an access token, with these headers. */
    public static AdminApi withHeaders(String realmUrl, Map<String, String> headers) {
        return new AdminApi(realmUrl.replace("/realms/", "/admin/realms/") + "/app-passwords", headers);
    }

    public Answer list(String userId) {
        return send("GET", "/users/" + userId, Map.of(), null, Map.of());
    }

    /** Creates an app password for a device account. */
    public Answer createForDevice(String userId, String body) {
        return send("POST", "/users/" + userId, Map.of(), body, Map.of());
    }

    public Answer revokeAll(String userId) {
        return send("DELETE", "/users/" + userId, Map.of(), null, Map.of());
    }

    public Answer revoke(String userId, String id) {
        return send("DELETE", "/users/" + userId + "/" + id, Map.of(), null, Map.of());
    }

    public Answer revokeMany(String body) {
        return send("POST", "/revoke", Map.of(), body, Map.of());
    }

    public Answer previewRevocation(String body) {
        return revokeMany(Map.of("dryRun", "true"), body);
    }

    public Answer revokeMany(Map<String, String> query, String body) {
        return send("POST", "/revoke", query, body, Map.of());
    }

    public Answer inventory(Map<String, String> query) {
        return send("GET", "/inventory", query, null, Map.of());
    }

    public Answer inventory(Map<String, String> query, String accept) {
        return send("GET", "/inventory", query, null, Map.of("Accept", accept));
    }

    /** Follows an answer's link to a page. */
    public HttpResponse<String> follow(String link) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(link)).GET();
        headers.forEach(request::header);
        return Http.send(request);
    }

    /** Returns the entries of all pages, which it requests one after the other. */
    public List<JsonNode> wholeInventory(Map<String, String> query) {
        List<JsonNode> all = new ArrayList<>();
        Map<String, String> next = new LinkedHashMap<>(query);
        while (true) {
            JsonNode page = inventory(next).expect(200).json();
            page.path("appPasswords").forEach(all::add);
            if (page.path("next").isNull()) {
                return all;
            }
            next.put("after", page.path("next").asText());
        }
    }

    /** Calls every operation of the API for this user and this app password. */
    public List<Answer> everyCall(String userId, String id) {
        return List.of(
                list(userId),
                inventory(Map.of()),
                inventory(Map.of(), "text/csv"),
                createForDevice(userId, "{\"name\":\"Printer\",\"clients\":[\"postfix\"],\"lifetimeDays\":1}"),
                revoke(userId, id),
                revokeAll(userId),
                previewRevocation("{\"unusedSince\":1}"),
                revokeMany("{\"unusedSince\":1}"));
    }

    /** Posts JSON to this path, which may have a query. */
    public Answer post(String pathAndQuery, String body) {
        String[] parts = pathAndQuery.split("[?=]", -1);
        return send("POST", "/" + parts[0], parts.length == 1 ? Map.of() : Map.of(parts[1], parts[2]), body, Map.of());
    }

    private Answer send(
            String method, String path, Map<String, String> query, String body, Map<String, String> moreHeaders) {
        String question = query.isEmpty() ? "" : "?" + Http.form(query);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path + question));
        Map<String, String> sent = new LinkedHashMap<>(headers);
        sent.putAll(moreHeaders);
        sent.forEach(request::header);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = Http.send(request);
        ApiDescription.assertDescribed(method, path, query, sent, body, response);
        return Answer.of(response);
    }
}
