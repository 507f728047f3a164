package org.apppasswords.keycloak.federation;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Users by the name or e-mail address in a request. */
public final class TypedUser {

    private TypedUser() {}

    /**
     * Returns the user with this name or, where the realm allows it, e-mail address, as Keycloak's sign-in does ({@code
     * KeycloakModelUtils.findUserByNameOrEmail}).
     *
     * @throws ModelDuplicateException if several users have this e-mail address
     */
    public static Optional<UserModel> find(KeycloakSession session, RealmModel realm, String usernameOrEmail) {
        return ReadableName.of(session, usernameOrEmail)
                .map(name -> ReadableName.isStorableAsEmail(session, name)
                        ? KeycloakModelUtils.findUserByNameOrEmail(session, realm, name)
                        : session.users().getUserByUsername(realm, name));
    }
}
