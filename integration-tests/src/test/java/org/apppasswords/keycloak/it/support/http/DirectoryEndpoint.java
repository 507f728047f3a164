package org.apppasswords.keycloak.it.support.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The directory of a realm, as one client reads it. Every answer must match {@code docs/openapi.yaml}. */
public final class DirectoryEndpoint {

    private final String url;
    private final Map<String, String> headers;

    private DirectoryEndpoint(String realmUrl, Map<String, String> headers) {
        this.url = realmUrl + "/app-passwords/directory";
        this.headers = headers;
    }

    /** Reads as one of the demo's bridges, or a copy of it, whose secret is {@code <clientId>-secret}. */
    public static DirectoryEndpoint of(String realmUrl, String clientId) {
        return with(realmUrl, VerifyEndpoint.client(clientId, clientId + "-secret"));
    }

    /** Reads with this header {@code Authorization}. */
    public static DirectoryEndpoint with(String realmUrl, String authorization) {
        return new DirectoryEndpoint(realmUrl, Map.of("Authorization", authorization));
    }

    /** Reads without credentials. */
    public static DirectoryEndpoint anonymous(String realmUrl) {
        return new DirectoryEndpoint(realmUrl, Map.of());
    }

    /** Asks for users, with parameters as names and values in turn. */
    public Answer users(String... parameters) {
        return get("/directory/users", parameters);
    }

    /** Asks for groups, with parameters as names and values in turn. */
    public Answer groups(String... parameters) {
        return get("/directory/groups", parameters);
    }

    /** Returns the users of all pages. */
    public List<JsonNode> allUsers(String... parameters) {
        return all("/directory/users", "users", parameters);
    }

    /** Returns the groups of all pages. */
    public List<JsonNode> allGroups(String... parameters) {
        return all("/directory/groups", "groups", parameters);
    }

    private List<JsonNode> all(String path, String field, String... parameters) {
        List<JsonNode> all = new ArrayList<>();
        Map<String, String> query = query(parameters);
        JsonNode page;
        do {
            page = get(path, query).expect(200).json();
            page.path(field).forEach(all::add);
            query.put("cursor", page.path("next").asText());
        } while (page.has("next"));
        return all;
    }

    private Answer get(String path, String... parameters) {
        return get(path, query(parameters));
    }

    private static Map<String, String> query(String... parameters) {
        Map<String, String> query = new LinkedHashMap<>();
        for (int index = 0; index < parameters.length; index += 2) {
            query.put(parameters[index], parameters[index + 1]);
        }
        return query;
    }

    private Answer get(String path, Map<String, String> query) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        url + path.substring("/directory".length()) + (query.isEmpty() ? "" : "?" + Http.form(query))))
                .GET();
        headers.forEach(request::header);
        HttpResponse<String> response = Http.send(request);
        ApiDescription.assertDescribed("GET", path, query, headers, null, response);
        return Answer.of(response);
    }
}
