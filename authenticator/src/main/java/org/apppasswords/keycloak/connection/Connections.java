package org.apppasswords.keycloak.connection;

import java.io.IOException;
import java.net.URI;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.apppasswords.keycloak.localization.RealmTexts;
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
    private final RealmTexts texts;
    private final RealmConnections connections;

    /**
     * @param texts in the language of the user
     * @param services the services that users of the realm can choose from
     */
    public Connections(KeycloakSession session, RealmModel realm, RealmTexts texts, List<Service> services) {
        this(session, realm, texts, RealmConnections.of(realm, services));
    }

    /** Reuses connections that were read before. */
    public Connections(KeycloakSession session, RealmModel realm, RealmTexts texts, RealmConnections connections) {
        this.session = session;
        this.realm = realm;
        this.texts = texts;
        this.connections = connections;
    }

    /**
     * Returns the settings for a device with a new app password.
     *
     * @param user owner of the app password
     */
    public ConnectionSettings settings(CreatedAppPassword created, UserModel user) {
        AppPasswordEntry entry = created.entry();
        Owner owner = Owner.of(user);
        List<Connection> chosen = connections.templates().stream()
                .filter(template -> entry.clients().isEmpty()
                        || entry.clients().contains(template.service().clientId()))
                .flatMap(template -> template.fill(owner).stream())
                .toList();
        Optional<AppleProfile> appleProfile = chosen.isEmpty()
                ? Optional.empty()
                : profileTexts(entry.name())
                        .flatMap(texts -> new ProfileContent(created.secret(), entry.id(), owner, texts)
                                .of(chosen, ProfileFileName.of(entry.name())));
        return new ConnectionSettings(chosen, appleProfile, autoconfigAddress(chosen));
    }

    /**
     * Returns the mail servers of the realm, for mail programs that look for them. It describes the mail domains that
     * the clients name. Without them, only the domain depends on the request.
     *
     * @param emailAddress e-mail address from the request; its domain is used if it is valid and clients name none
     * @return an XML document; empty if the realm does not describe mail servers
     */
    public Optional<String> autoconfig(Optional<String> emailAddress) {
        List<String> domains = connections.mailDomains().isEmpty()
                ? List.of(emailAddress
                        .map(address -> address.substring(address.lastIndexOf('@') + 1))
                        .flatMap(HostName::parseDomain)
                        .or(() -> Optional.ofNullable(URI.create(issuer()).getHost()))
                        .orElseGet(realm::getName))
                : connections.mailDomains();
        boolean loginWithEmail = realm.isLoginWithEmailAllowed() || realm.isRegistrationEmailAsUsername();
        return new MailAutoconfig(domains, texts.realmName(), loginWithEmail).of(connections.templates());
    }

    private Optional<String> autoconfigAddress(List<Connection> chosen) {
        return chosen.stream().anyMatch(connection -> connection.protocol() == Protocol.IMAP)
                ? autoconfig(Optional.empty())
                        .map(document -> issuer() + "/app-passwords/autoconfig/mail/config-v1.1.xml")
                : Optional.empty();
    }

    private String issuer() {
        return Urls.realmIssuer(session.getContext().getUri(UrlType.FRONTEND).getBaseUri(), realm.getName());
    }

    // The app password already exists. An invalid text of an administrator must not prevent it from being shown.
    private Optional<ProfileTexts> profileTexts(String name) {
        try {
            Locale locale = texts.locale();
            Properties messages = session.theme().getTheme(Theme.Type.LOGIN).getEnhancedMessages(realm, locale);
            return Optional.of(new ProfileTexts(
                    new MessageFormat(messages.getProperty("appPasswordProfileName"), locale)
                            .format(new Object[] {name}),
                    messages.getProperty("appPasswordProfileDescription"),
                    messages.getProperty("appPasswordProfileMail"),
                    messages.getProperty("appPasswordProfileCalendar"),
                    texts.realmName()));
        } catch (IOException | RuntimeException e) {
            LOG.warn(e, "the Apple profile is left out, because its texts cannot be read");
            return Optional.empty();
        }
    }
}
