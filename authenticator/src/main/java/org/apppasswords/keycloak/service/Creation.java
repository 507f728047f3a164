package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.notice.Notices;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.common.util.Time;
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
        if (!policy.enabled()) {
            return Optional.of(ErrorCode.DISABLED);
        }
        if (policy.secondFactorRequired() && !new SecondFactors(session).isConfiguredFor(user)) {
            return Optional.of(ErrorCode.SECOND_FACTOR_REQUIRED);
        }
        long inUse = existing.stream()
                .filter(entry -> !entry.expired() && !entry.ofPredecessor())
                .count();
        return inUse >= policy.maxPerUser() ? Optional.of(ErrorCode.LIMIT_REACHED) : Optional.empty();
    }

    CreatedAppPassword create(UserModel user, NewAppPassword request) {
        String name = AppPasswordName.check(request.name());
        if (!policy.allowsLifetime(request.lifetimeDays())) {
            throw new ApiError(ErrorCode.LIFETIME_NOT_ALLOWED);
        }
        UserChange change = new UserChange(session, realm, user, WorkKind.USER_CHANGE);
        CreatedAppPassword created = change.exclusively(() -> {
            // Inside the lock, so that requests that the queue rejects do not cost these queries.
            checkClients(request.clients());
            AppPassword secret = AppPassword.generate();
            return change.commit((inner, innerUser) ->
                    new CreatedAppPassword(store(innerUser, name, request, Verifier.of(secret)), secret));
        });
        Optional<String> address =
                Optional.ofNullable(session.getContext().getConnection().getRemoteAddr());
        new Notices(session, realm).send(user, Notice.created(created.entry(), address));
        return created;
    }

    private AppPasswordEntry store(UserModel user, String name, NewAppPassword request, Verifier verifier) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        StoredCredentials credentials = StoredCredentials.forUpdate(user);
        blocker(user, AppPasswordEntry.newestFirst(credentials.all(), policy, now))
                .ifPresent(blocker -> {
                    throw new ApiError(blocker);
                });
        Instant expiresAt = request.lifetimeDays() == 0 ? null : now.plus(Duration.ofDays(request.lifetimeDays()));
        AppPasswordData data = AppPasswordData.create(request.clients(), expiresAt);
        try {
            return AppPasswordEntry.of(
                    credentials.create(AppPasswordCredentialModel.create(name, now, verifier, data)), policy, now);
        } catch (ModelDuplicateException e) {
            throw new ApiError(ErrorCode.NAME_TAKEN);
        }
    }

    private void checkClients(Set<String> clients) {
        Set<String> offered = new ServiceDirectory(session)
                .offered(realm).stream().map(Service::clientId).collect(Collectors.toSet());
        if (!offered.containsAll(clients)) {
            throw new ApiError(ErrorCode.SERVICE_UNKNOWN);
        }
    }
}
