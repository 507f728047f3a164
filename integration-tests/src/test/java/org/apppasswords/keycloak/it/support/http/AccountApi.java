package org.apppasswords.keycloak.it.support.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.keycloak.util.JsonSerialization;

/** Keycloak's account API, as the account console calls it. */
public final class AccountApi {

    private final String url;
    private final String accessToken;

    public AccountApi(String realmUrl, String accessToken) {
        this.url = realmUrl + "/account";
        this.accessToken = accessToken;
    }

    /** Sends DELETE to this path below {@code /account}; returns the HTTP status. */
    public int delete(String path) {
        return Http.send(HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Accept", "application/json")
                        .DELETE())
                .statusCode();
    }

    /** Gives a credential another label; returns the HTTP status. */
    public int rename(String credentialId, String label) {
        return Http.send(HttpRequest.newBuilder(URI.create(url + "/credentials/" + credentialId + "/label"))
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString('"' + label + '"')))
                .statusCode();
    }

    /** Tries to set an attribute of the user's profile; returns the HTTP status. */
    public int setAttribute(String name, String value) {
        HttpResponse<String> profile = Http.send(HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + accessToken)
                .header("Accept", "application/json")
                .GET());
        ObjectNode changed = object(profile.body());
        changed.putObject("attributes").putArray(name).add(value);
        return Http.send(HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(changed.toString())))
                .statusCode();
    }

    private static ObjectNode object(String json) {
        try {
            return JsonSerialization.mapper.readValue(json, ObjectNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
