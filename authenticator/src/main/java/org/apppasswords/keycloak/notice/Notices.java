package org.apppasswords.keycloak.notice;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.apppasswords.keycloak.credential.AppPasswordCredentialProviderFactory;
import org.apppasswords.keycloak.localization.IsolatedText;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.localization.UserTimes;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.NoticeQueue;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Sends notices to users by e-mail. They never contain the secret. Callers send them after the commit, and another
 * thread talks to the mail server, so a slow mail server does not delay the request. A {@link NoticeQueue} keeps it from
 * delaying the notices of other realms.
 */
public final class Notices {

    private static final ExtensionLog LOG = ExtensionLog.of(Notices.class);

    private static final UnsentNotices UNSENT = new UnsentNotices(System::nanoTime);

    private static final String EXECUTOR = "app-password-notices";
    private static final String TEMPLATE = "app-password-notice.ftl";

    private final KeycloakSession session;
    private final RealmModel realm;

    public Notices(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Returns whether the policy enables notices and the realm can send e-mail. */
    private boolean areEnabled(AppPasswordPolicy policy) {
        String host =
                realm.getSmtpConfig() == null ? null : realm.getSmtpConfig().get("host");
        return host != null && !host.isBlank() && policy.notifiedByEmail();
    }

    /** Sends a notice in the background. Does not fail: the caller could not do anything about it. */
    public void send(UserModel user, Notice notice) {
        Meters meters = new Meters(realm.getName());
        try {
            if (!canReach(user)) {
                return;
            }
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            String realmId = realm.getId();
            String userId = user.getId();
            // The background thread has no request to derive the server's address from.
            Optional<URI> console =
                    AccountLink.console(session, realm, notice.kind().isCausedByBridge());
            Executor threads = session.getProvider(ExecutorsProvider.class).getExecutor(EXECUTOR);
            boolean accepted = AppPasswordCredentialProviderFactory.noticeQueue(factory)
                    .offer(realmId, threads, () -> sendNow(factory, realmId, userId, notice, console, meters));
            if (!accepted) {
                meters.noticeSent(false);
                UNSENT.count(realm.getName());
                reportUnsent();
            }
        } catch (RuntimeException e) {
            meters.noticeSent(false);
            LOG.warn(e, "could not send the notice %s to user %s", notice.kind(), user.getId());
        }
    }

    private static void sendNow(
            KeycloakSessionFactory factory,
            String realmId,
            String userId,
            Notice notice,
            Optional<URI> console,
            Meters meters) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, inner -> {
                RealmModel realm = inner.realms().getRealm(realmId);
                inner.getContext().setRealm(realm);
                UserModel user = realm == null ? null : inner.users().getUserById(realm, userId);
                if (user != null && isReachable(user)) {
                    meters.noticeSent(sendNow(inner, realm, user, notice, console));
                }
            });
        } catch (RuntimeException e) {
            meters.noticeSent(false);
            LOG.warn(e, "could not send the notice %s to user %s", notice.kind(), userId);
        }
        // Those that were counted after the last record.
        reportUnsent();
    }

    private static void reportUnsent() {
        UNSENT.takeDue()
                .forEach((realmName, count) -> LOG.warn(
                        "realm %s: too many notices are waiting for the mail server; not sent: %d", realmName, count));
    }

    /** Returns whether a notice to this user would be sent. */
    public boolean canReach(UserModel user) {
        return canReach(user, AppPasswordPolicy.of(realm));
    }

    /** Returns whether a notice to this user would be sent under this policy, which is the realm's. */
    public boolean canReach(UserModel user, AppPasswordPolicy policy) {
        return areEnabled(policy) && isReachable(user);
    }

    // Only verified addresses, so that users cannot make Keycloak send mail to strangers.
    private static boolean isReachable(UserModel user) {
        return user.isEnabled() && user.getEmail() != null && user.isEmailVerified();
    }

    // Returns whether the mail server has accepted it.
    private static boolean sendNow(
            KeycloakSession inner, RealmModel realm, UserModel user, Notice notice, Optional<URI> console) {
        // The language of the user, not of the mail program or administrator whose request caused the notice.
        Locale locale = inner.getContext().resolveLocale(user, true);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(Constants.IGNORE_ACCEPT_LANGUAGE_HEADER, "true");
        RealmTexts texts = new RealmTexts(inner, realm, locale);
        List<String> names = names(notice, texts);
        console.map(address -> AccountLink.into(address, inner))
                .ifPresent(link ->
                        attributes.put("link", Map.of("address", link.address().toString(), "text", link.textKey())));
        attributes.put("notice", describe(inner, realm, user, notice, names, texts, UnaryOperator.identity()));
        // For the plain-text part and the subject: they have no markup that isolates names.
        UnaryOperator<String> isolated = text -> IsolatedText.in(locale, text);
        attributes.put("plain", describe(inner, realm, user, notice, names, texts, isolated));
        try {
            inner.getProvider(EmailTemplateProvider.class)
                    .setRealm(realm)
                    .setUser(user)
                    .send(notice.subjectKey(), List.of(isolated.apply(names.get(0))), TEMPLATE, attributes);
            return true;
        } catch (EmailException e) {
            LOG.warn("could not send the notice %s to user %s: %s", notice.kind(), user.getId(), e.getMessage());
            return false;
        }
    }

    private static List<String> names(Notice notice, RealmTexts texts) {
        return notice.names().stream()
                .map(AppPasswordName::inOneLine)
                .map(texts::appPasswordName)
                .toList();
    }

    private static Map<String, Object> describe(
            KeycloakSession inner,
            RealmModel realm,
            UserModel user,
            Notice notice,
            List<String> names,
            RealmTexts texts,
            UnaryOperator<String> isolated) {
        UserTimes times = UserTimes.of(user, texts.locale());
        Map<String, Object> description = new HashMap<>();
        description.put("text", notice.kind().textKey());
        description.put("realm", isolated.apply(texts.realmName()));
        description.put("advice", notice.kind().adviceKey());
        description.put("names", names.stream().map(isolated).toList());
        description.put("time", times.text(notice.at()));
        notice.address().map(isolated).ifPresent(address -> description.put("address", address));
        notice.service()
                .map(clientId -> isolated.apply(serviceName(inner, realm, clientId, texts)))
                .ifPresent(service -> description.put("service", service));
        notice.end().ifPresent(end -> description.put("end", times.text(end)));
        return description;
    }

    private static String serviceName(KeycloakSession inner, RealmModel realm, String clientId, RealmTexts texts) {
        return new ServiceDirectory(inner).find(realm, clientId, texts).choice();
    }
}
