package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.AppPasswordNetworks;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.model.Submission;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.notice.Notices;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Creates app passwords for users, under the rules of the policy. */
final class Creation {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AppPasswordPolicy policy;

    Creation(KeycloakSession session, RealmModel realm, AppPasswordPolicy policy) {
        this.session = session;
        this.realm = realm;
        this.policy = policy;
    }

    /** Returns the rule that prevents a user with these app passwords from creating another one; empty if none does. */
    Optional<ErrorCode> blocker(UserModel user, List<AppPasswordEntry> existing) {
        if (policy.enabled() && new ServiceDirectory(session).isClosedTo(realm, user)) {
            return Optional.of(ErrorCode.NO_SERVICE);
        }
        return blockerOfPolicy(user, existing);
    }

    private Optional<ErrorCode> blockerOfPolicy(UserModel user, List<AppPasswordEntry> existing) {
        if (!policy.enabled()) {
            return Optional.of(ErrorCode.DISABLED);
        }
        if (policy.secondFactorRequired() && !new SecondFactors(session, realm).isConfiguredFor(user)) {
            return Optional.of(ErrorCode.SECOND_FACTOR_REQUIRED);
        }
        return limit(existing);
    }

    /**
     * Returns the rule that prevents a device account with these app passwords from getting another one. It cannot
     * have a second factor.
     */
    private Optional<ErrorCode> blockerOfDevice(List<AppPasswordEntry> existing) {
        return policy.enabled() ? limit(existing) : Optional.of(ErrorCode.DISABLED);
    }

    private Optional<ErrorCode> limit(List<AppPasswordEntry> existing) {
        long inUse = existing.stream()
                .filter(entry -> !entry.expired() && !entry.ofPredecessor())
                .count();
        return inUse >= policy.maxPerUser() ? Optional.of(ErrorCode.LIMIT_REACHED) : Optional.empty();
    }

    /** Returns the rule that forbids the creation, as its transaction sees the user; empty if none does. */
    private interface Blocker {

        Optional<ErrorCode> of(KeycloakSession inner, UserModel user, List<AppPasswordEntry> existing);
    }

    /**
     * A new app password, and the one that it replaced.
     *
     * @param replaced the app password that was deleted in the same step
     */
    private record Change(AppPasswordEntry entry, Optional<AppPasswordEntry> replaced) {}

    CreatedAppPassword create(UserModel user, NewAppPassword request, Submission submission, EventBuilder event) {
        CreatedAppPassword created = create(
                user,
                request,
                submission,
                WorkKind.USER_CHANGE,
                (inner, innerUser, existing) -> blockerOfPolicy(innerUser, existing),
                (inner, result) -> {
                    result.replaced().ifPresent(replaced -> CredentialEvent.removed(inner, event, replaced));
                    CredentialEvent.created(inner, event, result.entry());
                });
        Optional<String> address =
                Optional.ofNullable(session.getContext().getConnection().getRemoteAddr());
        notifyUser(user, created, address);
        return created;
    }

    CreatedAppPassword createForDevice(
            UserModel device, NewAppPassword request, BiConsumer<KeycloakSession, AppPasswordEntry> onCreated) {
        CreatedAppPassword created = create(
                device,
                request,
                Submission.UNKNOWN,
                WorkKind.ADMINISTRATION,
                // Again, because an administrator may have removed the mark meanwhile.
                (inner, user, existing) -> DeviceAccount.violation(inner, user).or(() -> blockerOfDevice(existing)),
                (inner, result) -> onCreated.accept(inner, result.entry()));
        // The address of the request is the administrator's.
        notifyUser(device, created, Optional.empty());
        return created;
    }

    private CreatedAppPassword create(
            UserModel user,
            NewAppPassword request,
            Submission submission,
            WorkKind kind,
            Blocker blocker,
            BiConsumer<KeycloakSession, Change> onCreated) {
        String name = AppPasswordName.check(request.name());
        checkLifetime(policy, request);
        Checked checked = new Checked(name, request, AppPasswordNetworks.check(request.networks()), submission);
        UserChange change = new UserChange(session, realm, user, kind);
        CreatedAppPassword created = change.exclusively(() -> {
            // Inside the lock, so that requests that the queue rejects do not cost these queries.
            checkClients(user, request.clients());
            checkLifetime(policy.forServices(request.clients()), request);
            AppPassword secret = AppPassword.generate();
            return change.commit((inner, innerUser) -> {
                StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
                Optional<AppPasswordEntry> replaced = replace(credentials, submission);
                AppPasswordEntry entry = store(inner, innerUser, credentials, checked, Verifier.of(secret), blocker);
                onCreated.accept(inner, new Change(entry, replaced));
                return new CreatedAppPassword(entry, secret);
            });
        });
        new Meters(realm.getName()).created();
        return created;
    }

    private void notifyUser(UserModel user, CreatedAppPassword created, Optional<String> address) {
        new Notices(session, realm).send(user, Notice.created(created.entry(), address));
    }

    private Optional<AppPasswordEntry> replace(StoredCredentials credentials, Submission submission) {
        Optional<AppPasswordEntry> replaced =
                submission.replaces().flatMap(credentials::byId).map(credential -> entry(credential, now()));
        replaced.ifPresent(entry -> credentials.remove(entry.id()));
        submission.key().flatMap(credentials::createdBy).ifPresent(earlier -> {
            throw ApiError.alreadyCreated(earlier.getId(), earlier.name());
        });
        return replaced;
    }

    /** A request whose values the rules allow, with the name and the networks as they are stored. */
    private record Checked(String name, NewAppPassword request, AllowedNetworks networks, Submission submission) {

        AppPasswordData data(Instant now) {
            Instant expiresAt = request.lifetimeDays() == 0 ? null : now.plus(Duration.ofDays(request.lifetimeDays()));
            AppPasswordData data =
                    AppPasswordData.create(request.clients(), expiresAt).limitedTo(networks);
            return submission.key().map(data::withIdempotencyKey).orElse(data);
        }
    }

    private AppPasswordEntry store(
            KeycloakSession inner,
            UserModel user,
            StoredCredentials credentials,
            Checked checked,
            Verifier verifier,
            Blocker blocker) {
        Instant now = now();
        blocker.of(inner, user, AppPasswordEntry.newestFirst(credentials.all(), policy, now))
                .ifPresent(code -> {
                    throw new ApiError(code);
                });
        if (credentials.hasOther(checked.name(), null)) {
            throw new ApiError(ErrorCode.NAME_TAKEN);
        }
        AppPasswordData data = checked.data(now);
        if (new Notices(session, realm).canReach(user)) {
            data = data.withNetworkNotice(now);
        }
        try {
            return entry(
                    credentials.create(AppPasswordCredentialModel.create(checked.name(), now, verifier, data)), now);
        } catch (ModelDuplicateException e) {
            throw new ApiError(ErrorCode.NAME_TAKEN);
        }
    }

    private AppPasswordEntry entry(AppPasswordCredentialModel credential, Instant now) {
        return AppPasswordEntry.of(credential, policy, now);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    private static void checkLifetime(AppPasswordPolicy policy, NewAppPassword request) {
        if (!policy.allowsLifetime(request.lifetimeDays())) {
            throw new ApiError(ErrorCode.LIFETIME_NOT_ALLOWED);
        }
    }

    private void checkClients(UserModel user, Set<String> clients) {
        ServiceDirectory directory = new ServiceDirectory(session);
        if (directory.isClosedTo(realm, user)) {
            throw new ApiError(ErrorCode.NO_SERVICE);
        }
        // The same error for a service that the user may not use and for one that does not exist.
        if (!directory.offeredIdsTo(realm, user).containsAll(clients)) {
            throw new ApiError(
                    ErrorCode.SERVICE_UNKNOWN, "clients: must be services of this realm that the user may use");
        }
    }
}
