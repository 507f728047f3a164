package org.apppasswords.keycloak.directory;

import java.util.Optional;
import java.util.function.Supplier;
import org.apppasswords.keycloak.bridge.BridgeClient;
import org.apppasswords.keycloak.compatibility.DirectGrantPolicyContext;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.paging.SealedCursor;
import org.apppasswords.keycloak.policy.ServiceAccess;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * One request of a bridge, whose client has authenticated itself. An access token does not authenticate it: the
 * directory is for the service, not for its users.
 *
 * @param client the service
 * @param access what the client may read; not {@link DirectoryAccess#NONE}
 * @param release what the client receives about users
 */
record DirectoryCall(
        KeycloakSession session, RealmModel realm, ClientModel client, DirectoryAccess access, Release release) {

    private static final ListBulkhead LISTS = new ListBulkhead();

    /** Returns the client, whatever it may read. Writes an event only if the authentication fails. */
    static ClientModel authenticate(KeycloakSession session) {
        BridgeClient bridge = new BridgeClient(session);
        bridge.requireUsableRealm();
        RealmModel realm = session.getContext().getRealm();
        EventBuilder event =
                new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.CLIENT_LOGIN);
        return bridge.authenticate(
                event, session.getContext().getHttpRequest(), "The client ID or secret is missing or wrong");
    }

    /** @throws ApiError if the client is not a service, or may not read the directory */
    static DirectoryCall of(KeycloakSession session, ClientModel client) {
        RealmModel realm = session.getContext().getRealm();
        // As for sign-ins. Without the consent of each user, a client that asks for it receives nothing.
        if (!new ServiceDirectory(session).has(realm, client) || client.isConsentRequired()) {
            throw ApiError.accessDenied("The client is not a service");
        }
        requireClientPolicies(session);
        DirectoryAccess access = DirectoryAccess.of(client);
        if (access == DirectoryAccess.NONE) {
            throw ApiError.accessDenied(
                    "The client may not read the directory: its attribute " + DirectoryAccess.ATTRIBUTE + " is none");
        }
        return new DirectoryCall(session, realm, client, access, Release.to(client));
    }

    private static void requireClientPolicies(KeycloakSession session) {
        try {
            session.clientPolicy()
                    .triggerOnEvent(DirectGrantPolicyContext.of(
                            session, session.getContext().getHttpRequest().getDecodedFormParameters()));
        } catch (ClientPolicyException e) {
            throw ApiError.relayed(ErrorCode.ACCESS_DENIED, e.getError(), e.getErrorDetail());
        }
    }

    /** @throws ApiError unless the client may list users and groups */
    void requireList() {
        if (access != DirectoryAccess.LIST) {
            throw ApiError.accessDenied(
                    "The client may only look up: its attribute " + DirectoryAccess.ATTRIBUTE + " is not list");
        }
    }

    /**
     * Returns a list, when this node is not busy with others.
     *
     * @throws ApiError if it is too busy
     */
    <T> T list(Supplier<T> list) {
        return LISTS.execute(list);
    }

    /** @throws ApiError unless the client receives the groups of users */
    void requireGroups() {
        if (!release.groups()) {
            throw ApiError.accessDenied("The client does not have a group membership mapper for userinfo");
        }
    }

    /** Returns whether the service is for this user, so that the client may know about the user. */
    boolean isVisible(UserModel user) {
        return ServiceAccess.mayUse(client, user);
    }

    /**
     * Returns a cursor, which is only valid for this client and this scan.
     *
     * @param scan names the scan; without line breaks
     */
    String seal(String scan, String position) {
        return new SealedCursor(session, realm).seal(prefix(scan) + position);
    }

    /**
     * Returns the position in a cursor.
     *
     * @throws ApiError if it was not issued to this client for this scan
     */
    String open(String parameter, String scan, String cursor) {
        return new SealedCursor(session, realm)
                .open(cursor)
                .filter(text -> text.startsWith(prefix(scan)))
                .map(text -> text.substring(prefix(scan).length()))
                .orElseThrow(() -> new ApiError(
                        ErrorCode.CURSOR_UNKNOWN,
                        parameter + ": not a valid cursor for this client and these parameters"));
    }

    /** The same for a cursor that may be missing. */
    Optional<String> open(String parameter, String scan, Optional<String> cursor) {
        return cursor.map(text -> open(parameter, scan, text));
    }

    private String prefix(String scan) {
        return "directory\n" + client.getId() + "\n" + scan + "\n";
    }
}
