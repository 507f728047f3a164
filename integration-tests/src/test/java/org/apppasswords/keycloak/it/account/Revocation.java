package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.http.AccountApi;
import org.keycloak.testframework.realm.ManagedRealm;

/** A way to delete an app password that does not go through this extension's code. */
enum Revocation {
    /** The link in the account console. */
    DELETE_CREDENTIAL_PAGE {
        @Override
        void revoke(
                ManagedRealm realm, Application application, String accountToken, String userId, String credentialId) {
            application
                    .authorize(Map.of("kc_action", "delete_credential:" + credentialId))
                    .submit(Map.of("accept", ""));
            assertThat(application.isBack()).as(application.text()).isTrue();
            assertThat(application.parameter("kc_action_status")).isEqualTo("success");
        }
    },
    /** Deprecated, but still served. */
    ACCOUNT_API {
        @Override
        void revoke(
                ManagedRealm realm, Application application, String accountToken, String userId, String credentialId) {
            int status = new AccountApi(realm.getBaseUrl(), accountToken).delete("/credentials/" + credentialId);
            assertThat(status).isEqualTo(204);
        }
    },
    ADMIN_API {
        @Override
        void revoke(
                ManagedRealm realm, Application application, String accountToken, String userId, String credentialId) {
            realm.admin().users().get(userId).removeCredential(credentialId);
        }
    },
    /** With the realm's event log switched off: the consequences must not depend on it. */
    ADMIN_API_WITHOUT_EVENT_LOG {
        @Override
        void revoke(
                ManagedRealm realm, Application application, String accountToken, String userId, String credentialId) {
            realm.updateWithCleanup(settings -> settings.eventsEnabled(false).adminEventsEnabled(false));
            realm.admin().users().get(userId).removeCredential(credentialId);
        }
    };

    abstract void revoke(
            ManagedRealm realm, Application application, String accountToken, String userId, String credentialId);
}
