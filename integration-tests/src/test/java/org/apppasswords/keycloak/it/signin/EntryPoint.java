package org.apppasswords.keycloak.it.signin;

import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.http.HttpBasicPrograms;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;

/**
 * Each way in which an app password signs a user in to a service of {@link HttpBasicRealm}. The rules for services have
 * a test for all of them: {@link AllowedRoleIT}, {@link ServiceLifetimeIT}, {@link NetworksIT}.
 */
enum EntryPoint {
    DIRECT_GRANT("dovecot") {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return new TokenEndpoint(realmUrl)
                            .directGrantFrom(ADDRESS, clientId(), username, password)
                            .status()
                    == 200;
        }
    },
    VERIFY_FOR_PROXIES("radicale") {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            return new VerifyEndpoint(realmUrl)
                            .ask(clientId(), username, password, Map.of("X-Real-IP", ADDRESS))
                            .status()
                    == 204;
        }
    },
    VERIFY_FOR_PROGRAMS("campus-mail") {
        @Override
        boolean signIn(String realmUrl, LdapBridge bridge, String username, String password) {
            Map<String, String> headers = Map.of(
                    "Authorization",
                    VerifyEndpoint.client(clientId(), clientId() + "-secret"),
                    "X-Dovecot-Auth-Remote",
                    ADDRESS);
            return new VerifyEndpoint(realmUrl)
                            .form(Map.of("username", username, "password", password), headers)
                            .status()
                    == 200;
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

    /** The address of the program: a bridge reports it, and the connections of the other programs have it. */
    static final String ADDRESS = "127.0.0.1";

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
