package org.apppasswords.keycloak.connection;

import java.io.IOException;
import java.net.URI;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.policy.Service;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.Urls;
import org.keycloak.theme.Theme;
import org.keycloak.urls.UrlType;

/** Computes the settings with which users reach the services of a realm. */
public final class Connections {

    private static final ExtensionLog LOG = ExtensionLog.of(Connections.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<ConnectionTemplate> templates;

    /**
     * @param services the services that users of the realm can choose from
     */
    public Connections(KeycloakSession session, RealmModel realm, List<Service> services) {
        this(session, realm, RealmConnections.of(realm, services));
    }

    /** Reuses connections that were read before. */
    public Connections(KeycloakSession session, RealmModel realm, RealmConnections connections) {
        this.session = session;
        this.realm = realm;
        this.templates = connections.templates();
    }

    /**
     * Returns the settings for a device with a new app password.
     *
     * @param user owner of the app password
     */
    public ConnectionSettings settings(CreatedAppPassword created, UserModel user) {
        AppPasswordEntry entry = created.entry();
        Owner owner = Owner.of(user);
        List<Connection> connections = templates.stream()
                .filter(template -> entry.clients().isEmpty()
                        || entry.clients().contains(template.service().clientId()))
                .flatMap(template -> template.fill(owner).stream())
                .toList();
        Optional<AppleProfile> appleProfile = connections.isEmpty()
                ? Optional.empty()
                : profileTexts(user, entry.name())
                        .flatMap(texts ->
                                new ProfileContent(created.secret(), entry.id(), owner, texts).of(connections));
        return new ConnectionSettings(connections, appleProfile, autoconfigAddress(connections));
    }

    /**
     * Returns the mail servers of the realm, for mail programs that look for them. Only the domain depends on the
     * request.
     *
     * @param emailAddress e-mail address from the request; its domain is used if it is valid
     * @return an XML document; empty if the realm does not describe mail servers
     */
    public Optional<String> autoconfig(Optional<String> emailAddress) {
        String domain = emailAddress
                .map(address -> address.substring(address.lastIndexOf('@') + 1))
                .flatMap(HostName::parseDomain)
                .or(() -> Optional.ofNullable(URI.create(issuer()).getHost()))
                .orElseGet(realm::getName);
        boolean loginWithEmail = realm.isLoginWithEmailAllowed() || realm.isRegistrationEmailAsUsername();
        return new MailAutoconfig(domain, realmName(), loginWithEmail).of(templates);
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

    // The app password already exists. An invalid text of an administrator must not prevent it from being shown.
    private Optional<ProfileTexts> profileTexts(UserModel user, String name) {
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
            LOG.warn(e, "the Apple profile is left out, because its texts cannot be read");
            return Optional.empty();
        }
    }
}
