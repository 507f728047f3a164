package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.model.Usage;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.network.Network;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;

/**
 * What a use of an app password changes in its data, and what its user is to be told.
 *
 * @param data after the use
 * @param notices that the data then remembers as sent
 */
record UsageUpdate(AppPasswordData data, List<Notice> notices) {

    /** How long before its end the user is told. */
    private static final Duration NOTICE_BEFORE_END = Duration.ofDays(7);

    /** At most one notice of a new network in this time: somebody on a journey is told once a day. */
    private static final Duration BETWEEN_NETWORK_NOTICES = Duration.ofDays(1);

    /**
     * Works it out; empty if there is nothing to write: the last use is known precisely enough, and there is nothing to
     * tell.
     *
     * @param notified whether the user is told at all
     */
    static Optional<UsageUpdate> of(
            String name,
            Instant createdAt,
            AppPasswordData before,
            Usage use,
            AppPasswordPolicy policy,
            boolean notified) {
        Optional<String> network = Optional.ofNullable(use.address())
                .flatMap(IpAddress::parse)
                .map(address -> Network.siteOf(address).toString());
        boolean strange = isNew(network, before);
        List<Notice> notices = new ArrayList<>();
        AppPasswordData data = before.usedAt(use.at(), use.clientId(), use.address());
        boolean told = notified && strange && isLongAgo(before.networkNoticeAt(), use.at());
        if (told) {
            notices.add(Notice.newNetwork(name, use));
            data = data.withNetworkNotice(use.at());
        }
        // A network becomes a known one when its user was told, or need not be: not in the silence after another
        // notice.
        if (network.isPresent() && (told || !strange || !notified)) {
            data = data.usedFrom(network.get());
        }
        Optional<Instant> end = policy.end(createdAt, before.expiresAt());
        if (notified && end.isPresent() && isDue(end.get(), createdAt, before.expiryNoticeAt(), use.at())) {
            notices.add(Notice.expiring(name, use, end.get()));
            data = data.withExpiryNotice(use.at());
        }
        boolean due = before.lastUsedAt()
                .map(last -> !isWithin(last, use.at(), policy.lastUsedPrecision()))
                .orElse(true);
        return due || !notices.isEmpty() ? Optional.of(new UsageUpdate(data, notices)) : Optional.empty();
    }

    private static boolean isNew(Optional<String> network, AppPasswordData before) {
        return network.filter(value -> !before.recentNetworks().contains(value)).isPresent();
    }

    private static boolean isLongAgo(Optional<Instant> notice, Instant now) {
        return notice.map(at -> !isWithin(at, now, BETWEEN_NETWORK_NOTICES)).orElse(true);
    }

    // Once for each end: a policy that was changed meanwhile may have moved it. Who has just made one for a few days
    // knows.
    private static boolean isDue(Instant end, Instant createdAt, Optional<Instant> notice, Instant now) {
        Instant from = end.minus(NOTICE_BEFORE_END);
        return createdAt.isBefore(from)
                && !now.isBefore(from)
                && notice.map(at -> at.isBefore(from)).orElse(true);
    }

    // Either way: a clock that was wrong, or an import, must not stop the recording until its time has come.
    private static boolean isWithin(Instant one, Instant other, Duration duration) {
        return Duration.between(one, other).abs().compareTo(duration) < 0;
    }
}
