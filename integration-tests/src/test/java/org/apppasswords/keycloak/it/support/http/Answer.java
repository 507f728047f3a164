package org.apppasswords.keycloak.it.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.keycloak.util.JsonSerialization;

/**
 * The response of an endpoint.
 *
 * @param response the response
 * @param json its body; an empty object unless the body is JSON
 */
public record Answer(HttpResponse<String> response, JsonNode json) {

    static Answer of(HttpResponse<String> response) {
        boolean isJson = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
        return new Answer(response, parse(isJson && !response.body().isEmpty() ? response.body() : "{}"));
    }

    public int status() {
        return response.statusCode();
    }

    public String body() {
        return response.body();
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    public String error() {
        return json.path("error").asText(null);
    }

    public String description() {
        return json.path("error_description").asText(null);
    }

    public String accessToken() {
        return json.path("access_token").asText(null);
    }

    /** Returns the claims of the access token. */
    public JsonNode claims() {
        return TokenEndpoint.claims(accessToken());
    }

    /** Returns this answer after asserting its status. */
    public Answer expect(int status) {
        assertThat(status()).as(body()).isEqualTo(status);
        return this;
    }

    /** Parses JSON. */
    public static JsonNode parse(String json) {
        try {
            return JsonSerialization.mapper.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
