package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordCredentialProviderFactory;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.model.TypedUsername;
import org.apppasswords.keycloak.model.Usage;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.apppasswords.keycloak.usage.UsageRecorder;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Verifies app passwords for one service, and records their usage. One instance serves one request. */
public final class Verification {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel service;
    private final Optional<IpAddress> address;
    private final AppPasswordPolicy policy;
    private final UserLookup users;
    private final Meters meters;

    /**
     * @param service the client of the service
     * @param address of the program, if it is certain; empty if unknown
     */
    public Verification(KeycloakSession session, RealmModel realm, ClientModel service, Optional<IpAddress> address) {
        this.session = session;
        this.realm = realm;
        this.service = service;
        this.address = address;
        this.policy = AppPasswordPolicy.of(realm);
        this.users = new UserLookup(session, realm);
        this.meters = new Meters(realm.getName());
    }

    /**
     * Verifies the password of the user with this user name or e-mail address, which may be percent-encoded. Does the
     * same work whether or not the user exists, may sign in, has app passwords, or has sent the right one; only imported
     * app passwords can take longer.
     *
     * @param usernameOrEmail as {@link TypedUsername#read} returned it
     * @param typed if it does not have the shape of an app password, only imported ones are compared
     */
    public VerificationResult verify(String usernameOrEmail, TypedPassword typed) {
        return verify(users.find(usernameOrEmail), typed);
    }

    /** Verifies the password of a user whom an earlier step of the flow has found. */
    public VerificationResult verify(UserModel user, TypedPassword typed) {
        return verify(users.check(user), typed);
    }

    /** Returns why this app password of the user may no longer be used for the service; empty if it may. */
    public Optional<RejectionReason> rejection(UserModel user, String id) {
        return StoredCredentials.cached(user)
                .byId(id)
                .map(credential -> users.check(user).rejection().or(() -> rejection(user, credential)))
                .orElse(Optional.of(RejectionReason.NO_MATCH));
    }

    /**
     * Records the usage of an accepted app password once the sign-in is committed.
     *
     * @param reportedAddress of the program, for the user; empty if unknown
     */
    public void recordUsage(VerificationResult accepted, Optional<String> reportedAddress) {
        Usage usage = new Usage(now(), service.getClientId(), reportedAddress.orElse(null));
        new UsageRecorder(session, policy)
                .recordAfterCommit(realm, accepted.user(), accepted.credential().orElseThrow(), usage);
    }

    private VerificationResult verify(VerificationResult found, TypedPassword typed) {
        long start = System.nanoTime();
        VerificationResult result = combine(found, compare(found.user(), typed));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        meters.verified(service.getClientId(), result.rejection().map(RejectionReason::code), time);
        return result;
    }

    // The answer to other input must not depend on the user, unless a later attempt can have another outcome.
    private static VerificationResult combine(VerificationResult found, VerificationResult compared) {
        if (compared.isOtherInput() && !found.is(RejectionReason.USER_UNAVAILABLE)) {
            return VerificationResult.rejected(null, RejectionReason.NOT_APP_PASSWORD);
        }
        return found.isAccepted() ? compared : found;
    }

    private VerificationResult compare(UserModel user, TypedPassword typed) {
        if (user == null) {
            Verifier.matchDecoy(typed);
            return noMatch(null, typed);
        }
        StoredCredentials credentials = StoredCredentials.cached(user);
        if (credentials.isExpiryCheckDue(now())) {
            new PolicyRemoval(session)
                    .afterCommit(realm, user, AppPasswordEntry.expiring(credentials.all(), policy, now()));
        }
        List<AppPasswordCredentialModel> matches = credentials.matching(typed);
        // A realm import can contain the same app password more than once: a usable one takes precedence.
        VerificationResult result = matches.stream()
                .filter(this::isUsable)
                .findFirst()
                .or(() -> matches.stream().findFirst())
                .map(match -> matched(user, match))
                .orElseGet(() -> noMatch(user, typed));
        return result.isAccepted() ? result : compareImported(user, credentials.all(), typed, result);
    }

    private VerificationResult compareImported(
            UserModel user,
            List<AppPasswordCredentialModel> credentials,
            TypedPassword typed,
            VerificationResult otherwise) {
        if (credentials.stream().noneMatch(credential -> credential.imported().isPresent())) {
            return otherwise;
        }
        Outcome outcome = AppPasswordCredentialProviderFactory.importedHashes(session.getKeycloakSessionFactory())
                .find(user.getId(), credentials, typed, this::isUsable);
        meters.importedChecked(outcome);
        if (outcome instanceof Outcome.Match match) {
            return matched(user, match.credential());
        }
        return outcome instanceof Outcome.Busy ? VerificationResult.rejected(user, RejectionReason.BUSY) : otherwise;
    }

    private VerificationResult matched(UserModel user, AppPasswordCredentialModel credential) {
        return new VerificationResult(user, rejection(user, credential), Optional.of(credential));
    }

    private static VerificationResult noMatch(UserModel user, TypedPassword typed) {
        return VerificationResult.rejected(
                user, typed.isAppShaped() ? RejectionReason.NO_MATCH : RejectionReason.NOT_APP_PASSWORD);
    }

    // Without the role, which is the same for all app passwords of the user: a wrong password must not cause a search
    // in a directory.
    private boolean isUsable(AppPasswordCredentialModel credential) {
        return rejectionByData(credential)
                .or(() -> rejectionByNetwork(credential))
                .isEmpty();
    }

    private Optional<RejectionReason> rejection(UserModel user, AppPasswordCredentialModel credential) {
        return rejectionByData(credential).or(() -> rejectionByRole(user)).or(() -> rejectionByNetwork(credential));
    }

    private Optional<RejectionReason> rejectionByData(AppPasswordCredentialModel credential) {
        AppPasswordEntry entry = entry(credential);
        if (!entry.readable()) {
            return Optional.of(RejectionReason.UNREADABLE);
        }
        if (entry.ofPredecessor()) {
            return Optional.of(RejectionReason.OWNER_CHANGED);
        }
        if (entry.expired()) {
            return Optional.of(entry.unusedExpired() ? RejectionReason.UNUSED_EXPIRED : RejectionReason.EXPIRED);
        }
        if (!credential.data().allows(service.getClientId())) {
            return Optional.of(RejectionReason.SERVICE_NOT_ALLOWED);
        }
        return isOverHere(credential) ? Optional.of(RejectionReason.SERVICE_EXPIRED) : Optional.empty();
    }

    // An app password for single services has the shortest of their lifetimes, and has expired everywhere by then.
    private boolean isOverHere(AppPasswordCredentialModel credential) {
        return policy.forServices(Set.of(service.getClientId()))
                .lifetimeEnd(credential.createdAt(), credential.data().expiresAt())
                .filter(end -> !now().isBefore(end))
                .isPresent();
    }

    private Optional<RejectionReason> rejectionByNetwork(AppPasswordCredentialModel credential) {
        return credential.data().allows(address) ? Optional.empty() : Optional.of(RejectionReason.NETWORK_NOT_ALLOWED);
    }

    // Earlier steps have checked what else the method asks.
    private Optional<RejectionReason> rejectionByRole(UserModel user) {
        return switch (Access.of(session, realm, service, user)) {
            case GRANTED -> Optional.empty();
            case DENIED -> Optional.of(RejectionReason.ROLE_MISSING);
            case UNKNOWN -> Optional.of(RejectionReason.USER_UNAVAILABLE);
        };
    }

    private AppPasswordEntry entry(AppPasswordCredentialModel credential) {
        return AppPasswordEntry.of(credential, policy, now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
