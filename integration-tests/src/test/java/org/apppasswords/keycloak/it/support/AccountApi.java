package org.apppasswords.keycloak.it.support;

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

    /** Deletes what is at this path below {@code /account}; returns the HTTP status. */
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
}
