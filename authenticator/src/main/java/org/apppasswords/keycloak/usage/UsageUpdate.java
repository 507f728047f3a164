package org.apppasswords.keycloak.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.model.Usage;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.network.Network;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Expiration;

/**
 * The changes after a usage of an app password.
 *
 * @param data the new data, which records the notices as sent
 * @param notices the notices to send to the user
 */
record UsageUpdate(AppPasswordData data, List<Notice> notices) {

    /** The longest lifetime without a notice of its end, because the user knows that. */
    private static final Duration SHORT_LIFETIME = Duration.ofDays(7);

    /** Minimum time between notices of the creation or of new networks: a traveler gets at most one a day. */
    private static final Duration NETWORK_NOTICE_INTERVAL = Duration.ofDays(1);

    /** The clocks of two nodes may differ by this much. A last use that is later still is an error to correct. */
    private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    /**
     * Computes the changes; empty if the recorded last use is precise enough and there is no notice to send.
     *
     * @param notified whether notices are enabled, and would reach the user
     */
    static Optional<UsageUpdate> of(
            String name,
            Instant createdAt,
            AppPasswordData before,
            Usage usage,
            AppPasswordPolicy policy,
            boolean notified) {
        Instant at = latest(before.lastUsedAt(), usage.at());
        boolean outdated = before.lastUsedAt()
                .map(last -> !isWithin(last, at, policy.lastUsedPrecision()))
                .orElse(true);
        if (!outdated && !notified) {
            return Optional.empty();
        }
        Optional<String> network = Optional.ofNullable(usage.address())
                .flatMap(IpAddress::parse)
                .map(address -> Network.siteOf(address).toString());
        boolean newNetwork = isNew(network, before);
        boolean networkNotice = notified && newNetwork && isLongAgo(before.networkNoticeAt(), usage.at());
        Optional<Notice> expiryNotice =
                notified ? expiryNotice(name, createdAt, before, usage, policy) : Optional.empty();
        if (!outdated && !networkNotice && expiryNotice.isEmpty()) {
            return Optional.empty();
        }
        List<Notice> notices = new ArrayList<>();
        AppPasswordData data = before.usedAt(at, usage.clientId(), usage.address());
        if (networkNotice) {
            notices.add(Notice.newNetwork(name, usage));
            data = data.withNetworkNotice(usage.at());
        }
        // A network becomes known when the user gets a notice of it or notices are off, but not while a recent notice
        // suppresses another one. The notice of the creation covers the first use.
        if (network.isPresent()
                && (networkNotice
                        || !newNetwork
                        || !notified
                        || before.lastUsedAt().isEmpty())) {
            data = data.usedFrom(network.get());
        }
        if (expiryNotice.isPresent()) {
            notices.add(expiryNotice.get());
            data = data.withExpiryNotice(usage.at());
        }
        return Optional.of(new UsageUpdate(data, notices));
    }

    private static Optional<Notice> expiryNotice(
            String name, Instant createdAt, AppPasswordData before, Usage usage, AppPasswordPolicy policy) {
        AppPasswordPolicy limited = policy.forServices(before.clients());
        Optional<Instant> end =
                limited.forServices(Set.of(usage.clientId())).lifetimeEnd(createdAt, before.expiresAt());
        return end.filter(at -> isDue(at, createdAt, before.expiryNoticeAt(), usage.at()))
                .map(at -> Notice.expiring(
                        name,
                        usage,
                        at,
                        end.equals(limited.lifetimeEnd(createdAt, before.expiresAt()))
                                ? Optional.empty()
                                : Optional.of(usage.clientId())));
    }

    private static boolean isNew(Optional<String> network, AppPasswordData before) {
        return network.filter(value -> !before.recentNetworks().contains(value)).isPresent();
    }

    private static boolean isLongAgo(Optional<Instant> notice, Instant now) {
        return notice.map(at -> !isWithin(at, now, NETWORK_NOTICE_INTERVAL)).orElse(true);
    }

    // Due once for each end, which a change of the policy may move.
    private static boolean isDue(Instant end, Instant createdAt, Optional<Instant> notice, Instant now) {
        Instant from = Expiration.warnFrom(createdAt, end);
        return Duration.between(createdAt, end).compareTo(SHORT_LIFETIME) > 0
                && !now.isBefore(from)
                && notice.map(at -> at.isBefore(from)).orElse(true);
    }

    // Another node's clock may be ahead. Otherwise the last use would go back and forth, with a write for each sign-in.
    private static Instant latest(Optional<Instant> last, Instant now) {
        return last.filter(at -> at.isAfter(now) && isWithin(at, now, MAX_CLOCK_DIFFERENCE))
                .orElse(now);
    }

    // In both directions, so that a wrong clock or an import with a future time does not stop the recording.
    private static boolean isWithin(Instant one, Instant other, Duration duration) {
        return Duration.between(one, other).abs().compareTo(duration) < 0;
    }
}
