package org.apppasswords.keycloak.it.support.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;

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
        return Http.send(request(path).DELETE()).statusCode();
    }

    /** Gives a credential another label; returns the HTTP status. */
    public int rename(String credentialId, String label) {
        return Http.send(request("/credentials/" + credentialId + "/label")
                        .PUT(HttpRequest.BodyPublishers.ofString('"' + label + '"')))
                .statusCode();
    }

    /** Tries to set an attribute of the user's profile; returns the HTTP status. */
    public int setAttribute(String name, String value) {
        ObjectNode profile =
                (ObjectNode) Answer.parse(Http.send(request("").GET()).body());
        profile.putObject("attributes").putArray(name).add(value);
        return Http.send(request("").POST(HttpRequest.BodyPublishers.ofString(profile.toString())))
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + accessToken)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
    }
}
