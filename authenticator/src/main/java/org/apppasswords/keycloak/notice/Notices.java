package org.apppasswords.keycloak.notice;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.urls.UrlType;

/**
 * Sends notices to users by e-mail. They never contain the secret. Callers send them after the commit, and another
 * thread talks to the mail server, so a slow mail server does not delay the request.
 */
public final class Notices {

    private static final ExtensionLog LOG = ExtensionLog.of(Notices.class);

    private static final String EXECUTOR = "app-password-notices";
    private static final String TEMPLATE = "app-password-notice.ftl";

    private final KeycloakSession session;
    private final RealmModel realm;

    public Notices(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Returns whether the policy enables notices and the realm can send e-mail. */
    public boolean areEnabled(AppPasswordPolicy policy) {
        String host =
                realm.getSmtpConfig() == null ? null : realm.getSmtpConfig().get("host");
        return host != null && !host.isBlank() && policy.notifiedByEmail();
    }

    /** Sends a notice in the background. Does not fail: the caller could not do anything about it. */
    public void send(UserModel user, Notice notice) {
        try {
            if (!areEnabled(AppPasswordPolicy.of(realm)) || !isReachable(user)) {
                return;
            }
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            String realmId = realm.getId();
            String userId = user.getId();
            // The background thread has no request to derive the server's address from.
            URI page = page();
            session.getProvider(ExecutorsProvider.class)
                    .getExecutor(EXECUTOR)
                    .execute(() -> sendNow(factory, realmId, userId, notice, page));
        } catch (RuntimeException e) {
            LOG.warn(e, "could not send the notice %s to user %s", notice.kind(), user.getId());
        }
    }

    private static void sendNow(
            KeycloakSessionFactory factory, String realmId, String userId, Notice notice, URI page) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, inner -> {
                RealmModel realm = inner.realms().getRealm(realmId);
                inner.getContext().setRealm(realm);
                UserModel user = realm == null ? null : inner.users().getUserById(realm, userId);
                if (user != null && isReachable(user)) {
                    sendNow(inner, realm, user, notice, page);
                }
            });
        } catch (RuntimeException e) {
            LOG.warn(e, "could not send the notice %s to user %s", notice.kind(), userId);
        }
    }

    // Only verified addresses, so that users cannot make Keycloak send mail to strangers.
    private static boolean isReachable(UserModel user) {
        return user.isEnabled() && user.getEmail() != null && user.isEmailVerified();
    }

    private static void sendNow(KeycloakSession inner, RealmModel realm, UserModel user, Notice notice, URI page) {
        // The language of the user, not of the mail program or administrator whose request caused the notice.
        Locale locale = inner.getContext().resolveLocale(user, true);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(Constants.IGNORE_ACCEPT_LANGUAGE_HEADER, "true");
        attributes.put("link", page.toString());
        attributes.put("notice", describe(inner, realm, notice, locale));
        try {
            inner.getProvider(EmailTemplateProvider.class)
                    .setRealm(realm)
                    .setUser(user)
                    .send(notice.kind().subjectKey(), List.of(), TEMPLATE, attributes);
        } catch (EmailException e) {
            LOG.warn("could not send the notice %s to user %s: %s", notice.kind(), user.getId(), e.getMessage());
        }
    }

    private static Map<String, Object> describe(KeycloakSession inner, RealmModel realm, Notice notice, Locale locale) {
        Map<String, Object> description = new HashMap<>();
        description.put("text", notice.kind().textKey());
        description.put("advice", notice.kind().adviceKey());
        description.put(
                "names", notice.names().stream().map(AppPasswordName::inOneLine).toList());
        description.put("time", time(notice.at(), locale));
        notice.address().ifPresent(address -> description.put("address", address));
        notice.service().ifPresent(clientId -> description.put("service", serviceName(inner, realm, clientId)));
        notice.end().ifPresent(end -> description.put("end", time(end, locale)));
        return description;
    }

    private static String serviceName(KeycloakSession inner, RealmModel realm, String clientId) {
        return new ServiceDirectory(inner).names(realm, Set.of(clientId)).get(0);
    }

    private static String time(Instant instant, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(locale)
                        .withZone(ZoneId.systemDefault())
                        .format(instant)
                + DateTimeFormatter.ofPattern(" z", locale)
                        .withZone(ZoneId.systemDefault())
                        .format(instant);
    }

    private URI page() {
        return session.getContext()
                .getUri(UrlType.FRONTEND)
                .getBaseUriBuilder()
                .path("realms")
                .path(realm.getName())
                .path("account/account-security/signing-in")
                .build();
    }
}
