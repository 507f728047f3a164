package org.apppasswords.keycloak.provisioning;

import java.util.List;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;

/**
 * Sets up the realms that the server's options name, each time that it starts: for installations without anybody who
 * clicks. A realm or client that is missing is told in the log, and never keeps the server from starting.
 *
 * @param realmNames of the realms
 * @param clientIds set up in each of these realms that has them
 */
public record ProvisioningAtStartup(List<String> realmNames, List<String> clientIds) {

    private static final ExtensionLog LOG = ExtensionLog.of(ProvisioningAtStartup.class);

    private static final String REALMS_OPTION = "setupRealms";
    private static final String CLIENTS_OPTION = "setupClients";

    /** As the options {@code setup-realms} and {@code setup-clients} say, which are lists with commas. */
    public static ProvisioningAtStartup of(Config.Scope options) {
        return new ProvisioningAtStartup(list(options, REALMS_OPTION), list(options, CLIENTS_OPTION));
    }

    /** Sees to it that the set-up is done when the server has its database ready. */
    public void listen(KeycloakSessionFactory factory) {
        if (!realmNames.isEmpty()) {
            factory.register(event -> {
                if (event instanceof PostMigrationEvent) {
                    realmNames.forEach(
                            name -> KeycloakModelUtils.runJobInTransaction(factory, session -> setUp(session, name)));
                }
            });
        }
    }

    private void setUp(KeycloakSession session, String realmName) {
        RealmModel realm = session.realms().getRealmByName(realmName);
        if (realm == null) {
            LOG.warn("there is no realm %s to set up", realmName);
            return;
        }
        try {
            List<String> clients = clientIds.stream()
                    .filter(clientId -> realm.getClientByClientId(clientId) != null)
                    .toList();
            Report report = Provisioning.run(session, realm, clients, false, false, false);
            LOG.info(
                    "realm %s is set up, with %d changes",
                    realmName, report.changes().size());
            report.warnings().forEach(warning -> LOG.warn("realm %s: %s", realmName, warning));
        } catch (RuntimeException e) {
            LOG.error(e, "realm %s could not be set up", realmName);
        }
    }

    private static List<String> list(Config.Scope options, String name) {
        String[] values = options.getArray(name);
        return values == null
                ? List.of()
                : List.of(values).stream()
                        .map(String::trim)
                        .filter(value -> !value.isEmpty())
                        .toList();
    }
}
