package org.apppasswords.keycloak.autoconfig;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apppasswords.keycloak.connection.Connections;
import org.apppasswords.keycloak.connection.RealmConnections;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.ErrorResponse;
import org.apppasswords.keycloak.service.AppPasswords;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The mail settings that Thunderbird looks up for an e-mail address. Described in {@code docs/openapi.yaml}.
 *
 * <p>The request does not require a sign-in, so the answer does not depend on whether the user exists. The URL contains
 * the user's e-mail address, so HTTP caches must not store the answer. The server caches what does not depend on it.
 */
public final class AutoconfigResource {

    private static final MediaType XML = MediaType.APPLICATION_XML_TYPE.withCharset(StandardCharsets.UTF_8.name());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AutoconfigCache cache;

    public AutoconfigResource(KeycloakSession session, AutoconfigCache cache) {
        this.session = session;
        this.cache = cache;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Returns the mail servers of the realm.
     *
     * @param emailAddress e-mail address that the program sends; only its domain is used
     */
    @GET
    public Response get(@QueryParam("emailaddress") String emailAddress) {
        return document(Optional.ofNullable(emailAddress))
                .map(document -> Answers.text(XML, document).build())
                .orElseGet(() ->
                        ErrorResponse.of(ApiError.notFound("The realm does not have an IMAP and an SMTP server.")));
    }

    private Optional<String> document(Optional<String> emailAddress) {
        return realm.isEnabled()
                ? new Connections(
                                session,
                                realm,
                                RealmTexts.ofRequest(session, realm, null),
                                cache.get(realm.getId(), this::connections))
                        .autoconfig(emailAddress)
                : Optional.empty();
    }

    // Cached for all languages: only the order of the servers depends on the names.
    private RealmConnections connections() {
        return RealmConnections.of(
                realm, new AppPasswords(session, realm).allServices(RealmTexts.ofDefaultLanguage(session, realm)));
    }
}
