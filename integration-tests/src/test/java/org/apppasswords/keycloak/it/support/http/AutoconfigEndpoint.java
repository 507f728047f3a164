package org.apppasswords.keycloak.it.support.http;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The endpoint at which mail programs look for their settings; answers must match {@code docs/openapi.yaml}. */
public final class AutoconfigEndpoint {

    private static final String PATH = "/autoconfig/mail/config-v1.1.xml";

    private final String url;

    public AutoconfigEndpoint(String realmUrl) {
        this.url = realmUrl + "/app-passwords" + PATH;
    }

    public String url() {
        return url;
    }

    /** Returns the answer to a program that sends no address. */
    public HttpResponse<String> get() {
        return get(url, Map.of());
    }

    /** Returns the answer to Thunderbird for this address. */
    public HttpResponse<String> get(String emailAddress) {
        String query = "?emailaddress=" + URLEncoder.encode(emailAddress, StandardCharsets.UTF_8);
        return get(url + query, Map.of("emailaddress", emailAddress));
    }

    /** Returns the status for another method. */
    public int status(String method) {
        return Http.send(HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    private static HttpResponse<String> get(String address, Map<String, String> query) {
        HttpResponse<String> response =
                Http.send(HttpRequest.newBuilder(URI.create(address)).GET());
        ApiDescription.assertDescribed("GET", PATH, query, Map.of(), null, response);
        return response;
    }
}
