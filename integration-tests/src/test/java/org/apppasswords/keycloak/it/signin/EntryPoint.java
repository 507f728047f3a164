package org.apppasswords.keycloak.it.signin;

import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.http.HttpBasicPrograms;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;

/** Each way in which an app password signs a user in to a service of {@link HttpBasicRealm}. */
enum EntryPoint {
    DIRECT_GRANT("dovecot") {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return new TokenEndpoint(realmUrl)
                            .directGrant(clientId(), username, password)
                            .status()
                    == 200;
        }
    },
    VERIFY("radicale") {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return new VerifyEndpoint(realmUrl)
                            .ask(clientId(), username, password)
                            .status()
                    == 204;
        }
    },
    DOCKER(HttpBasicPrograms.REGISTRY) {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return new HttpBasicPrograms(realmUrl).docker(username, password).statusCode() == 200;
        }
    },
    SAML_ECP(HttpBasicPrograms.SERVICE_PROVIDER) {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return new HttpBasicPrograms(realmUrl)
                    .ecp(username, password)
                    .body()
                    .contains("status:Success");
        }
    },
    LDAP_BIND("ldap-bridge") {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return bridge.asUser(username, password).whoami().status() == 0;
        }
    };

    private final String clientId;

    EntryPoint(String clientId) {
        this.clientId = clientId;
    }

    String clientId() {
        return clientId;
    }

    /** Returns whether the sign-in is accepted. */
    abstract boolean signIn(String realmUrl, LdapBridge bridge, String username, String password);
}
