package org.apppasswords.keycloak.it.support.browser;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.keycloak.representations.idm.ClientRepresentation;

/** An application that users sign in to with the authorization code flow, in a {@link Browser} of its own. */
public final class Application {

    /** Where Keycloak sends the browser back to. The browser stops there, so the application needs no server. */
    public static final String REDIRECT_URI = "http://localhost/app";

    private static final String CLIENT_ID = "browser-app";

    private final Browser browser = new Browser();
    private final String realmUrl;
    private final String clientId;

    private Page page;

    public Application(String realmUrl) {
        this(realmUrl, CLIENT_ID);
    }

    /** Uses a client other than {@link #client()}. Its secret, if any, is {@code <clientId>-secret}. */
    public Application(String realmUrl, String clientId) {
        this.realmUrl = realmUrl;
        this.clientId = clientId;
    }

    /** Returns the application's client, which has full scope, like the account console's. */
    public static ClientRepresentation client() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT_ID);
        client.setPublicClient(true);
        client.setStandardFlowEnabled(true);
        client.setDirectAccessGrantsEnabled(false);
        client.setFullScopeAllowed(true);
        client.setRedirectUris(List.of(REDIRECT_URI));
        return client;
    }

    /** Sends the browser to Keycloak. */
    public Application authorize() {
        return authorize(Map.of());
    }

    /** Sends the browser to Keycloak with further parameters, such as {@code kc_action}. */
    public Application authorize(Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", clientId);
        query.put("redirect_uri", REDIRECT_URI);
        query.put("response_type", "code");
        query.put("scope", "openid");
        query.putAll(more);
        page = browser.open(URI.create(realmUrl + "/protocol/openid-connect/auth?" + Http.form(query)));
        return this;
    }

    /** Sends the page's form with these values filled in, or these buttons pressed. */
    public Application submit(Map<String, String> values) {
        Form form = page.form();
        values.forEach(form::set);
        page = form.submit();
        return this;
    }

    /** Opens the login page and submits it. */
    public Application signIn(String username, String password) {
        return authorize().submit(Map.of("username", username, "password", password));
    }

    /** Returns whether Keycloak has sent the browser back to the application. */
    public boolean isBack() {
        return page.address().toString().startsWith(REDIRECT_URI);
    }

    /** Returns whether the page asks for a password. */
    public boolean asksForPassword() {
        return page.document().selectFirst("input[name=password]") != null;
    }

    /** Returns the text of the page. */
    public String text() {
        return page.document().text();
    }

    /** Returns a parameter of the address that Keycloak sent the browser back to. */
    public String parameter(String name) {
        return page.parameter(name).orElse(null);
    }

    /** Redeems the code that Keycloak sent the browser back with. */
    public Answer tokens() {
        return new TokenEndpoint(realmUrl)
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                clientId,
                                // Ignored for a public client.
                                "client_secret",
                                clientId + "-secret",
                                "redirect_uri",
                                REDIRECT_URI,
                                "code",
                                parameter("code")),
                        Map.of());
    }
}
