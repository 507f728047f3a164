package org.apppasswords.keycloak.it.support.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;

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

    /** Calls the API with an access token. */
    public static AppPasswordsApi with(String realmUrl, String accessToken) {
        return new AppPasswordsApi(realmUrl + "/app-passwords", Map.of("Authorization", "Bearer " + accessToken));
    }

    /** Calls the API without an access token, with these headers. */
    public static AppPasswordsApi withHeaders(String realmUrl, Map<String, String> headers) {
        return new AppPasswordsApi(realmUrl + "/app-passwords", headers);
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

    /** Sends the preflight request of a browser for a script of this origin. */
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
        return Answer.of(response);
    }
}
