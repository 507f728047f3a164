package org.apppasswords.keycloak.it.support.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** The endpoint for bridges: reverse proxies and programs. Every answer must match {@code docs/openapi.yaml}. */
public final class VerifyEndpoint {

    /** The header with the proxy's client credentials. */
    public static final String CLIENT_HEADER = "X-Client-Authorization";

    private final String url;

    public VerifyEndpoint(String realmUrl) {
        this.url = realmUrl + "/app-passwords/verify";
    }

    /** Asks as one of the demo's bridges, whose secret is {@code <clientId>-secret}. */
    public Answer ask(String clientId, String username, String password) {
        return ask(clientId, username, password, Map.of());
    }

    /** Asks with further headers. */
    public Answer ask(String clientId, String username, String password, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put(CLIENT_HEADER, client(clientId, clientId + "-secret"));
        headers.put("Authorization", Http.basic(username, password));
        return ask("GET", headers);
    }

    /** Asks with only these headers. */
    public Answer ask(String method, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        HttpResponse<String> response = Http.send(request);
        ApiDescription.assertDescribed(method, "/verify", Map.of(), headers, null, response);
        return Answer.of(response);
    }

    /** Asks with a form, as a program with one of the demo's clients, whose secret is {@code <clientId>-secret}. */
    public Answer form(String clientId, Map<String, String> fields) {
        return form(fields, Map.of("Authorization", client(clientId, clientId + "-secret")));
    }

    /** Asks with a form and only these headers. */
    public Answer form(Map<String, String> fields, Map<String, String> headers) {
        return post("application/x-www-form-urlencoded", Http.form(fields), headers);
    }

    /** Asks with JSON, as a program with one of the demo's clients. */
    public Answer json(String clientId, String body) {
        return post("application/json", body, Map.of("Authorization", client(clientId, clientId + "-secret")));
    }

    /** Asks with these bytes, and checks only the answer against the description. */
    public Answer post(String contentType, byte[] body, Map<String, String> headers) {
        HttpResponse<String> response = sendBody(contentType, BodyPublishers.ofByteArray(body), headers);
        ApiDescription.assertAnswerDescribed("POST", "/verify", response);
        return Answer.of(response);
    }

    private Answer post(String contentType, String body, Map<String, String> headers) {
        HttpResponse<String> response = sendBody(contentType, BodyPublishers.ofString(body), headers);
        ApiDescription.assertDescribed("POST", "/verify", Map.of(), headers, contentType, body, response);
        return Answer.of(response);
    }

    private HttpResponse<String> sendBody(
            String contentType, HttpRequest.BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", contentType)
                .POST(body);
        headers.forEach(request::header);
        return Http.send(request);
    }

    /** Sends any request, without checking it against the description. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        return Http.send(request.uri(URI.create(url)));
    }

    /** Returns the value of the client's header (RFC 6749, section 2.3.1). */
    public static String client(String clientId, String secret) {
        return Http.basic(Http.encode(clientId), Http.encode(secret));
    }
}
