package org.apppasswords.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.util.JsonSerialization;

/** The administrators' calls about all app passwords of a realm, page by page. */
final class AdminCalls {

    private static final int PAGE = 1000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Keycloak administrator;
    private final String url;

    AdminCalls(Node node, String realm) {
        this.administrator = node.admin();
        this.url = node.url() + "/admin/realms/" + realm + "/app-passwords/";
    }

    /**
     * A page of a result.
     *
     * @param count number of listed or revoked app passwords
     * @param next cursor of the next page; empty on the last one
     */
    record Page(long count, Optional<String> next) {}

    /** Requests a page of the inventory in JSON. */
    Page json(Optional<String> after) {
        return json(after, PAGE);
    }

    /** Requests a page of the inventory in JSON with at most this many app passwords. */
    Page json(Optional<String> after, int max) {
        JsonNode page = parse(inventory("json", after, max).body());
        return new Page(page.path("appPasswords").size(), next(page));
    }

    /** Requests a page of the inventory as CSV. */
    Page csv(Optional<String> after) {
        HttpResponse<String> page = inventory("csv", after, PAGE);
        return new Page(
                page.body().lines().count() - 1,
                page.headers().firstValue("Link").map(link -> link.replaceAll(".*[?&]after=([^&>]*).*", "$1")));
    }

    /** Revokes the next users' app passwords for a service, or previews the revocation. */
    Page revoke(String client, boolean dryRun, Optional<String> after) {
        String body = "{\"client\":\"" + client + "\",\"max\":" + PAGE
                + after.map(cursor -> ",\"after\":\"" + cursor + "\"").orElse("") + "}";
        JsonNode page = parse(send(HttpRequest.newBuilder(URI.create(url + "revoke?dryRun=" + dryRun))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .body());
        if (page.path("failed").intValue() > 0) {
            throw new IllegalStateException("Some app passwords could not be revoked: " + page);
        }
        return new Page(page.path("revoked").longValue(), next(page));
    }

    private HttpResponse<String> inventory(String format, Optional<String> after, int max) {
        return send(HttpRequest.newBuilder(URI.create(url + "inventory?max=" + max + "&format=" + format
                + after.map(cursor -> "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                        .orElse(""))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(
                    request.header(
                                    "Authorization",
                                    "Bearer " + administrator.tokenManager().getAccessTokenString())
                            .timeout(Duration.ofMinutes(1))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> next(JsonNode page) {
        return Optional.ofNullable(page.path("next").textValue());
    }

    private static JsonNode parse(String json) {
        try {
            return JsonSerialization.mapper.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
