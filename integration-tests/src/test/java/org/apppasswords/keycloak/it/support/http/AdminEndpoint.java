package org.apppasswords.keycloak.it.support.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.keycloak.util.JsonSerialization;

/** Our admin API of one realm, over plain HTTP as a script would call it. */
public final class AdminEndpoint {

    private final String url;
    private final String token;

    /**
     * @param realmUrl of the realm that is administered
     * @param token of the administrator
     */
    public AdminEndpoint(String realmUrl, String token) {
        this.url = realmUrl.replace("/realms/", "/admin/realms/") + "/app-passwords/";
        this.token = token;
    }

    /** An answer, with its body as JSON. */
    public record Answer(int status, JsonNode json) {}

    /** Sends JSON. */
    public Answer post(String path, String body) {
        URI address = URI.create(url + path);
        HttpResponse<String> response = Http.send(HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        ApiDescription.assertDescribed(
                "POST",
                "/" + path.replaceAll("\\?.*", ""),
                query(address),
                Map.of("Authorization", "Bearer " + token),
                body,
                response);
        try {
            String json = response.body().isEmpty() ? "{}" : response.body();
            return new Answer(response.statusCode(), JsonSerialization.mapper.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> query(URI address) {
        String query = address.getQuery();
        return query == null ? Map.of() : Map.of(query.split("=", -1)[0], query.split("=", -1)[1]);
    }
}
