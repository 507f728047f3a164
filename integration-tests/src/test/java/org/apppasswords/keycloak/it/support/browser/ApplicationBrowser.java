package org.apppasswords.keycloak.it.support.browser;

import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint.Answer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.FormElement;
import org.keycloak.representations.idm.ClientRepresentation;

/**
 * A browser without JavaScript that signs in to an application: keeps cookies, follows redirects, and sends forms as
 * they are on the page. Stops at the application's door, which needs no server therefore.
 */
public final class ApplicationBrowser {

    /** Where Keycloak sends the browser back to. */
    public static final String REDIRECT_URI = "http://localhost/app";

    private static final String CLIENT_ID = "browser-app";
    private static final int MOST_REDIRECTS = 10;

    private final String realmUrl;
    private final String clientId;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private URI address;
    private Document page;

    public ApplicationBrowser(String realmUrl) {
        this(realmUrl, CLIENT_ID);
    }

    /** With this application. If it has a secret, then that of {@link TokenEndpoint#directGrant}. */
    public ApplicationBrowser(String realmUrl, String clientId) {
        this.realmUrl = realmUrl;
        this.clientId = clientId;
    }

    /** The application, as a client of the realm: with full scope, like the account console. */
    public static ClientRepresentation application() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT_ID);
        client.setPublicClient(true);
        client.setStandardFlowEnabled(true);
        client.setDirectAccessGrantsEnabled(false);
        client.setFullScopeAllowed(true);
        client.setRedirectUris(List.of(REDIRECT_URI));
        return client;
    }

    /** The application sends the browser to Keycloak. */
    public ApplicationBrowser authorize() {
        return authorize(Map.of());
    }

    /** The same with further parameters, such as {@code kc_action}. */
    public ApplicationBrowser authorize(Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", clientId);
        query.put("redirect_uri", REDIRECT_URI);
        query.put("response_type", "code");
        query.put("scope", "openid");
        query.putAll(more);
        String url = realmUrl + "/protocol/openid-connect/auth?" + TokenEndpoint.encode(query);
        follow(HttpRequest.newBuilder(URI.create(url)).GET());
        return this;
    }

    /** Sends the page's form with these values filled in, or these buttons pressed. */
    public ApplicationBrowser submit(Map<String, String> values) {
        FormElement form = page.forms().get(0);
        Map<String, String> fields = new LinkedHashMap<>();
        form.formData().forEach(field -> fields.put(field.key(), field.value()));
        fields.putAll(values);
        follow(HttpRequest.newBuilder(URI.create(form.absUrl("action")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(TokenEndpoint.encode(fields))));
        return this;
    }

    /** Opens the login page and sends it. */
    public ApplicationBrowser signIn(String username, String password) {
        return authorize().submit(Map.of("username", username, "password", password));
    }

    /** Whether Keycloak has sent the browser back to the application. */
    public boolean isAtApplication() {
        return address.toString().startsWith(REDIRECT_URI);
    }

    /** Whether the page asks for a password. */
    public boolean asksForPassword() {
        return page != null && page.selectFirst("input[name=password]") != null;
    }

    /** What the page says. */
    public String text() {
        return page == null ? "" : page.text();
    }

    /** A parameter of the address that Keycloak sent the browser back to. */
    public String parameter(String name) {
        return Arrays.stream(address.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair[0].equals(name))
                .map(pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8))
                .findFirst()
                .orElse(null);
    }

    /** The tokens that the application gets for the code it was sent. */
    public Answer tokens() {
        return new TokenEndpoint(realmUrl)
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                clientId,
                                // Not looked at where the client is public.
                                "client_secret",
                                clientId + "-secret",
                                "redirect_uri",
                                REDIRECT_URI,
                                "code",
                                parameter("code")),
                        Map.of());
    }

    private void follow(HttpRequest.Builder first) {
        HttpRequest.Builder request = first;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookieHeader());
            }
            HttpResponse<String> response = Http.send(request);
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            String location = response.headers().firstValue("Location").orElse(null);
            if (location == null) {
                address = response.uri();
                page = Jsoup.parse(response.body(), address.toString());
                return;
            }
            address = response.uri().resolve(location);
            page = null;
            if (isAtApplication()) {
                return;
            }
            request = HttpRequest.newBuilder(address).GET();
        }
        throw new IllegalStateException("Too many redirects, the last one to " + address);
    }

    // All cookies are for the realm; "Secure" does not matter, since a browser trusts localhost.
    private void keep(String header) {
        HttpCookie cookie = HttpCookie.parse(header).get(0);
        if (cookie.getMaxAge() == 0 || cookie.getValue().isEmpty()) {
            cookies.remove(cookie.getName());
        } else {
            cookies.put(cookie.getName(), cookie.getValue());
        }
    }

    private String cookieHeader() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }
}
