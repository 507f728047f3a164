package org.apppasswords.keycloak.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.model.Usage;

/**
 * A notice to a user about app passwords.
 *
 * @param kind the occasion
 * @param names names of the app passwords
 * @param at time of the occasion
 * @param address of the program or browser; empty if unknown or not the user's own
 * @param service clientId of the service that was used
 * @param end when the app password expires
 */
public record Notice(
        Kind kind,
        List<String> names,
        Instant at,
        Optional<String> address,
        Optional<String> service,
        Optional<Instant> end) {

    /** The occasion of a notice. */
    public enum Kind {
        CREATED("Created", "Created", Advice.UNKNOWN),
        REVOKED_BY_ADMINISTRATOR("Deleted", "RevokedByAdministrator", Advice.REPLACE),
        REVOKED_PASSWORD_CHANGED("Deleted", "RevokedPasswordChanged", Advice.REPLACE),
        REVOKED_SECOND_FACTOR_REMOVED("Deleted", "RevokedSecondFactorRemoved", Advice.REPLACE),
        EXPIRING("Expiring", "Expiring", Advice.RENEW),
        NEW_NETWORK("NewNetwork", "NewNetwork", Advice.UNKNOWN);

        private final String subject;
        private final String text;
        private final Advice advice;

        Kind(String subject, String text, Advice advice) {
            this.subject = subject;
            this.text = text;
            this.advice = advice;
        }

        public static Kind of(RemovalReason reason) {
            return switch (reason) {
                case PASSWORD_CHANGED -> REVOKED_PASSWORD_CHANGED;
                case SECOND_FACTOR_REMOVED -> REVOKED_SECOND_FACTOR_REMOVED;
                case EXPIRED -> throw new IllegalArgumentException("users get no notice of a removal after expiration");
            };
        }

        /** Returns whether the request of a bridge causes it, not one of a user or administrator. */
        boolean isCausedByBridge() {
            return this == EXPIRING || this == NEW_NETWORK;
        }

        String textKey() {
            return "appPasswordNotice" + text + "Text";
        }

        String adviceKey() {
            return "appPasswordNoticeAdvice" + advice.key;
        }
    }

    /** The advice to the user. */
    private enum Advice {
        UNKNOWN("Unknown"),
        REPLACE("Replace"),
        RENEW("Renew");

        private final String key;

        Advice(String key) {
            this.key = key;
        }
    }

    /** Returns the message key of the subject, whose parameter is the first name. */
    String subjectKey() {
        return "appPasswordNotice" + kind.subject + (names.size() == 1 ? "Subject" : "SeveralSubject");
    }

    public static Notice created(AppPasswordEntry entry, Optional<String> address) {
        return new Notice(
                Kind.CREATED, List.of(entry.name()), entry.createdAt(), address, Optional.empty(), entry.expiresAt());
    }

    public static Notice revoked(Kind kind, List<String> names, Instant at) {
        return new Notice(kind, names, at, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Returns the notice that an app password ends soon.
     *
     * @param service client ID of the one service at which it ends; empty if it ends everywhere
     */
    public static Notice expiring(String name, Usage use, Instant end, Optional<String> service) {
        return new Notice(Kind.EXPIRING, List.of(name), use.at(), Optional.empty(), service, Optional.of(end));
    }

    public static Notice newNetwork(String name, Usage use) {
        return new Notice(
                Kind.NEW_NETWORK,
                List.of(name),
                use.at(),
                Optional.ofNullable(use.address()),
                Optional.of(use.clientId()),
                Optional.empty());
    }
}
