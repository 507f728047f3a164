package org.apppasswords.keycloak.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
        HttpResponse<String> response = Http.send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        try {
            String json = response.body().isEmpty() ? "{}" : response.body();
            return new Answer(response.statusCode(), JsonSerialization.mapper.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
