package org.apppasswords.keycloak.connection;

import java.io.IOException;
import java.net.URI;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.secret.AppPassword;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.Urls;
import org.keycloak.theme.Theme;
import org.keycloak.urls.UrlType;

/** How to reach the services of a realm. */
public final class Connections {

    private static final ExtensionLog LOG = ExtensionLog.of(Connections.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<ConnectionTemplate> described;

    /**
     * @param services those of the realm that users can choose from
     */
    public Connections(KeycloakSession session, RealmModel realm, List<Service> services) {
        this(session, realm, RealmConnections.of(realm, services));
    }

    /** The same with connections that are already known. */
    public Connections(KeycloakSession session, RealmModel realm, RealmConnections connections) {
        this.session = session;
        this.realm = realm;
        this.described = connections.described();
    }

    /**
     * How to set up a device with an app password that was just made.
     *
     * @param name what the user calls it
     * @param clients clientIds that it may be used with; empty means every service
     */
    public ConnectionSettings forNew(
            AppPassword secret, String credentialId, String name, Set<String> clients, UserModel user) {
        Owner owner = Owner.of(user);
        List<Connection> connections = described.stream()
                .filter(connection -> clients.isEmpty()
                        || clients.contains(connection.service().clientId()))
                .flatMap(connection -> connection.of(owner).stream())
                .toList();
        return new ConnectionSettings(
                connections,
                connections.isEmpty()
                        ? Optional.empty()
                        : texts(user, name)
                                .flatMap(texts ->
                                        new ProfileContent(secret, credentialId, owner, texts).of(connections)),
                autoconfigAddress(connections));
    }

    /**
     * The mail servers, for programs that look for them. The same whoever asks, but for the domain.
     *
     * @param emailAddress whose domain is put in, if it is one
     * @return an XML document; empty if the realm has no mail servers
     */
    public Optional<String> autoconfig(Optional<String> emailAddress) {
        String domain = emailAddress
                .map(address -> address.substring(address.lastIndexOf('@') + 1))
                .flatMap(HostName::parseDomain)
                .or(() -> Optional.ofNullable(URI.create(issuer()).getHost()))
                .orElseGet(realm::getName);
        boolean loginWithEmail = realm.isLoginWithEmailAllowed() || realm.isRegistrationEmailAsUsername();
        return new MailAutoconfig(domain, realmName(), loginWithEmail).of(described);
    }

    private Optional<String> autoconfigAddress(List<Connection> connections) {
        return connections.stream().anyMatch(connection -> connection.protocol() == Protocol.IMAP)
                ? autoconfig(Optional.empty())
                        .map(document -> issuer() + "/app-passwords/autoconfig/mail/config-v1.1.xml")
                : Optional.empty();
    }

    private String issuer() {
        return Urls.realmIssuer(session.getContext().getUri(UrlType.FRONTEND).getBaseUri(), realm.getName());
    }

    private String realmName() {
        String displayName = Objects.requireNonNullElse(realm.getDisplayName(), "");
        return displayName.isBlank() ? realm.getName() : displayName;
    }

    // The app password exists already: a text that an administrator has spoilt must not keep it from being shown.
    private Optional<ProfileTexts> texts(UserModel user, String name) {
        try {
            Locale locale = session.getContext().resolveLocale(user);
            Properties messages = session.theme().getTheme(Theme.Type.LOGIN).getEnhancedMessages(realm, locale);
            return Optional.of(new ProfileTexts(
                    new MessageFormat(messages.getProperty("appPasswordProfileName"), locale)
                            .format(new Object[] {name}),
                    messages.getProperty("appPasswordProfileDescription"),
                    messages.getProperty("appPasswordProfileMail"),
                    messages.getProperty("appPasswordProfileCalendar"),
                    realmName()));
        } catch (IOException | RuntimeException e) {
            LOG.warn(e, "no texts for a profile for Apple's devices");
            return Optional.empty();
        }
    }
}
