package org.apppasswords.keycloak.it.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.keycloak.util.JsonSerialization;

/**
 * The account API of app passwords, as an application calls it. Every answer must be one that {@code docs/openapi.yaml}
 * describes, and so must every request that is accepted.
 */
public final class AppPasswordsApi {

    private final String url;
    private final Map<String, String> headers;

    private AppPasswordsApi(String url, Map<String, String> headers) {
        this.url = url;
        this.headers = headers;
    }

    /** With an access token. */
    public static AppPasswordsApi with(String realmUrl, String accessToken) {
        return new AppPasswordsApi(realmUrl + "/app-passwords", Map.of("Authorization", "Bearer " + accessToken));
    }

    /** Without any, or with whatever these headers hold. */
    public static AppPasswordsApi withHeaders(String realmUrl, Map<String, String> headers) {
        return new AppPasswordsApi(realmUrl + "/app-passwords", headers);
    }

    /** An answer, with its body as JSON. */
    public record Answer(HttpResponse<String> response, JsonNode json) {

        public int status() {
            return response.statusCode();
        }

        public String error() {
            return json.path("error").asText(null);
        }

        public String description() {
            return json.path("error_description").asText(null);
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** The same, if it has this status. */
        public Answer expect(int status) {
            assertThat(status()).as(response.body()).isEqualTo(status);
            return this;
        }
    }

    public Answer list() {
        return send("GET", "", null);
    }

    public Answer create(String body) {
        return send("POST", "", body);
    }

    public Answer rename(String id, String body) {
        return send("PATCH", "/" + id, body);
    }

    public Answer revoke(String id) {
        return send("DELETE", "/" + id, null);
    }

    public Answer revokeAll() {
        return send("DELETE", "", null);
    }

    /** What a browser asks before a script of this origin may call. */
    public HttpResponse<String> preflight(String origin) {
        return Http.send(HttpRequest.newBuilder(URI.create(url))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PATCH")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    private Answer send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = Http.send(request);
        ApiDescription.assertDescribed(method, path.isEmpty() ? "/" : path, Map.of(), headers, body, response);
        return new Answer(response, parse(response.body()));
    }

    public static JsonNode parse(String body) {
        try {
            return JsonSerialization.mapper.readTree(body.isEmpty() ? "{}" : body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
