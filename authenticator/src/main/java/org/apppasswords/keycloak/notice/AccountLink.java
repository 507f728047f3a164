package org.apppasswords.keycloak.notice;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;
import org.keycloak.urls.HostnameProvider;
import org.keycloak.urls.UrlType;

/**
 * A link from an e-mail to the page of the account console that lists the app passwords.
 *
 * @param address of the page
 * @param textKey message key of the link's text
 */
record AccountLink(URI address, String textKey) {

    private static final ExtensionLog LOG = ExtensionLog.of(AccountLink.class);

    private static final String OUR_PAGE = "app-passwords";
    private static final String SIGNING_IN = "account-security/signing-in";

    /** The file of an account theme that lists the pages. */
    private static final String PAGES = "content.json";

    /** An address that no server has. What Keycloak takes over from it would come from the request. */
    private static final URI PROBE = URI.create("https://request.invalid:1/");

    /**
     * Returns the address of the account console for users.
     *
     * @param ofBridge whether a bridge sent the request. It may call the server by an address that users cannot reach,
     *     so the address must be configured then, for the server or the realm
     */
    static Optional<URI> console(KeycloakSession session, RealmModel realm, boolean ofBridge) {
        if (ofBridge && !isConfigured(session)) {
            return Optional.empty();
        }
        return Optional.of(session.getContext()
                .getUri(UrlType.FRONTEND)
                .getBaseUriBuilder()
                .path("realms")
                .path(realm.getName())
                .path("account")
                .build());
    }

    /** Returns the link to our page if the realm's account theme has it, otherwise to <em>Signing in</em>. */
    static AccountLink into(URI console, KeycloakSession session) {
        boolean ours = hasOurPage(session);
        return new AccountLink(
                UriBuilder.fromUri(console).path(ours ? OUR_PAGE : SIGNING_IN).build(),
                ours ? "appPasswordNoticeLinkPage" : "appPasswordNoticeLink");
    }

    private static boolean isConfigured(KeycloakSession session) {
        URI base = session.getProvider(HostnameProvider.class).getBaseUri(probe(), UrlType.FRONTEND);
        return !PROBE.getHost().equals(base.getHost()) && PROBE.getPort() != base.getPort();
    }

    private static UriInfo probe() {
        return (UriInfo) Proxy.newProxyInstance(
                UriInfo.class.getClassLoader(),
                new Class<?>[] {UriInfo.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBaseUri" -> PROBE;
                    case "getBaseUriBuilder" -> UriBuilder.fromUri(PROBE);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static boolean hasOurPage(KeycloakSession session) {
        try (InputStream pages = session.theme().getTheme(Theme.Type.ACCOUNT).getResourceAsStream(PAGES)) {
            return pages != null
                    && new String(pages.readAllBytes(), StandardCharsets.UTF_8).contains('"' + OUR_PAGE + '"');
        } catch (IOException | RuntimeException e) {
            LOG.warn(e, "the pages of the account theme cannot be read");
            return false;
        }
    }
}
