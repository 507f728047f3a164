package org.apppasswords.keycloak.events;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** A reaction to a credential that was set or removed. */
interface CredentialReaction {

    void react(RealmModel realm, UserModel user, EventCredential credential);
}
