package org.apppasswords.keycloak.localization;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.theme.Theme;

/**
 * The texts of a realm in one language. Administrators can refer to a message in the name of a client or realm, as in
 * <code>${mail}</code>; the message comes from the realm's localization or its themes. A reference to an unknown
 * message is shown as its key, as Keycloak does.
 *
 * <p>Only texts of administrators are resolved, and only once: a message that looks like a reference stays as it is.
 * The result is plain text that pages must escape.
 */
public final class RealmTexts {

    private static final ExtensionLog LOG = ExtensionLog.of(RealmTexts.class);

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]*)}");

    /** The same order everywhere, so that a service has one name on all pages, in e-mails and in files. */
    private static final List<Theme.Type> THEMES = List.of(Theme.Type.LOGIN, Theme.Type.ACCOUNT, Theme.Type.EMAIL);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Locale locale;
    private final Map<Theme.Type, Properties> messages = new EnumMap<>(Theme.Type.class);

    public RealmTexts(KeycloakSession session, RealmModel realm, Locale locale) {
        this.session = session;
        this.realm = realm;
        this.locale = locale;
    }

    /**
     * Returns the texts in the language of the request.
     *
     * @param user the user behind the request; {@code null} if unknown
     */
    public static RealmTexts ofRequest(KeycloakSession session, RealmModel realm, UserModel user) {
        return new RealmTexts(session, realm, session.getContext().resolveLocale(user));
    }

    /** Returns the texts in the realm's default language. */
    public static RealmTexts ofDefaultLanguage(KeycloakSession session, RealmModel realm) {
        String tag = realm.isInternationalizationEnabled() ? realm.getDefaultLocale() : null;
        return new RealmTexts(session, realm, tag == null ? Locale.ENGLISH : Locale.forLanguageTag(tag));
    }

    public Locale locale() {
        return locale;
    }

    /** Returns the display name of the realm; its name if it does not have one. */
    public String realmName() {
        return nameOr(realm.getDisplayName(), realm.getName());
    }

    /** Returns the name of a client; its client ID if it does not have one. */
    public String nameOf(ClientModel client) {
        return nameOr(client.getName(), client.getClientId());
    }

    /** Returns a text of an administrator with its references resolved; empty if a reader would see nothing. */
    public Optional<String> text(String ofAdministrator) {
        return Optional.ofNullable(ofAdministrator)
                .map(text -> resolve(text).strip())
                .filter(text -> !VisibleText.isEmpty(text));
    }

    /** Returns the name of an app password; a text that says so if it does not have a visible one. */
    public String appPasswordName(String label) {
        return VisibleText.isEmpty(label) ? message("appPasswordUnnamed").orElse("") : label;
    }

    private String nameOr(String text, String fallback) {
        String resolved = resolve(Objects.requireNonNullElse(text, ""));
        return VisibleText.isEmpty(resolved) ? fallback : resolved;
    }

    private String resolve(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(reference ->
                        Matcher.quoteReplacement(message(reference.group(1)).orElse(reference.group(1))));
    }

    // Messages of login and e-mail themes double their apostrophes; those of the account console do not.
    private Optional<String> message(String key) {
        return THEMES.stream()
                .map(type -> messages.computeIfAbsent(type, this::read).getProperty(key))
                .filter(Objects::nonNull)
                .findFirst()
                .map(message -> message.replace("''", "'"));
    }

    private Properties read(Theme.Type type) {
        try {
            return Objects.requireNonNullElseGet(
                    session.theme().getTheme(type).getEnhancedMessages(realm, locale), Properties::new);
        } catch (IOException | RuntimeException e) {
            LOG.warn(e, "the messages of the theme for %s cannot be read", type);
            return new Properties();
        }
    }
}
