package org.apppasswords.keycloak.events;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.requiredaction.CreationOffer;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Dispatches Keycloak's events to the reactions:
 *
 * <table>
 *   <caption>Events and reactions</caption>
 *   <tr><th>Event</th><th>Reactions</th></tr>
 *   <tr><td>A credential was removed, by the user or an administrator.</td>
 *       <td>{@link SecondFactorRemovalRevocation}, {@link SessionTermination}; a metric for an app password; a notice to
 *           the user if an administrator revoked it</td></tr>
 *   <tr><td>A user set a credential.</td>
 *       <td>{@link PasswordChangeRevocation}, {@link CreationOffer}</td></tr>
 *   <tr><td>An administrator changed a user, or reset the password.</td>
 *       <td>{@link PasswordChangeRevocation}</td></tr>
 *   <tr><td>An administrator changed roles, groups or a client.</td>
 *       <td>{@link AccessLossTermination}</td></tr>
 *   <tr><td>An administrator changed a flow, its settings, or what it is bound to.</td>
 *       <td>{@link ClientNetworksCheck}, {@link FlowPlacementCheck}: an invalid change is not saved</td></tr>
 * </table>
 */
final class AppPasswordEventListener implements EventListenerProvider {

    private static final Set<EventType> CREDENTIAL_EVENTS =
            Set.of(EventType.REMOVE_CREDENTIAL, EventType.UPDATE_CREDENTIAL);

    /** Reasons of revocations that are not the policy's, for the metric. */
    private static final String BY_USER = "user";

    private static final String BY_ADMINISTRATOR = "administrator";

    private final KeycloakSession session;

    AppPasswordEventListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        // Every sign-in writes an event, so the checks without a look-up come first.
        if (!CREDENTIAL_EVENTS.contains(event.getType())
                || event.getError() != null
                || event.getDetails() == null
                || event.getUserId() == null) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        user(realm, event.getUserId()).ifPresent(user -> {
            EventCredential credential = EventCredential.of(event.getDetails());
            if (event.getType() == EventType.REMOVE_CREDENTIAL) {
                onRemoval(realm, user, credential, reason(event.getDetails()));
            } else {
                onUpdate(realm, user, credential);
            }
        });
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm == null || event.getError() != null) {
            return;
        }
        List<AdminEventReaction> reactions = List.of(
                new PasswordChangeRevocation(session),
                new AccessLossTermination(session),
                new ClientNetworksCheck(session),
                new FlowPlacementCheck(session));
        reactions.forEach(reaction -> reaction.react(realm, event));
        AdminRevocation.of(event)
                .ifPresent(revocation -> user(realm, revocation.userId())
                        .ifPresent(user -> onRemovalByAdministrator(realm, user, revocation.credential())));
    }

    @Override
    public void close() {}

    private void onRemoval(RealmModel realm, UserModel user, EventCredential credential, String reason) {
        new SecondFactorRemovalRevocation(session).react(realm, user, credential);
        new SessionTermination(session).react(realm, user, credential);
        if (credential.isOfType(AppPasswordCredentialModel.TYPE)) {
            Meters meters = new Meters(realm.getName());
            AfterCommit.run(session, "count a revocation", () -> meters.revoked(reason));
        }
    }

    private static String reason(Map<String, String> details) {
        return Arrays.stream(RemovalReason.values())
                .map(RemovalReason::code)
                .filter(code -> code.equals(details.get(Details.REASON)))
                .findFirst()
                .orElse(BY_USER);
    }

    private void onRemovalByAdministrator(RealmModel realm, UserModel user, EventCredential credential) {
        onRemoval(realm, user, credential, BY_ADMINISTRATOR);
        if (credential.isOfType(AppPasswordCredentialModel.TYPE)) {
            new AppPasswords(session, realm).notifyOfRevocationByAdministrator(user, credential.name());
        }
    }

    private void onUpdate(RealmModel realm, UserModel user, EventCredential credential) {
        new PasswordChangeRevocation(session).react(realm, user, credential);
        credential.type().ifPresent(type -> CreationOffer.afterEnrolment(session, realm, user, type));
    }

    private Optional<UserModel> user(RealmModel realm, String userId) {
        return Optional.ofNullable(realm == null ? null : session.users().getUserById(realm, userId));
    }
}
