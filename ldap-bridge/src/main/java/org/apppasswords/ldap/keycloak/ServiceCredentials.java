package org.apppasswords.ldap.keycloak;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How one service authenticates to Keycloak: its realm, client ID and secret. */
public record ServiceCredentials(String realm, String clientId, String clientSecret) {

    /** Returns the value of the {@code Authorization} header, by RFC 6749, section 2.3.1. */
    String basicAuthorization() {
        String pair = urlEncoded(clientId) + ":" + urlEncoded(clientSecret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "client " + clientId + " of realm " + realm;
    }
}
