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
 * Provisions the realms in the server's options whenever the server starts, for unattended installations. A missing
 * realm is logged, a missing client is skipped, and neither prevents the server from starting.
 *
 * @param realmNames names of the realms
 * @param clientIds client IDs of the bridges, in each of these realms that has them
 */
public record ProvisioningAtStartup(List<String> realmNames, List<String> clientIds) {

    private static final ExtensionLog LOG = ExtensionLog.of(ProvisioningAtStartup.class);

    private static final String REALMS_OPTION = "setupRealms";
    private static final String CLIENTS_OPTION = "setupClients";

    /** Reads the options {@code setup-realms} and {@code setup-clients}, which are comma-separated lists. */
    public static ProvisioningAtStartup of(Config.Scope options) {
        return new ProvisioningAtStartup(list(options, REALMS_OPTION), list(options, CLIENTS_OPTION));
    }

    /** Registers the listener that provisions the realms as soon as the database is ready. */
    public void listen(KeycloakSessionFactory factory) {
        if (!realmNames.isEmpty()) {
            factory.register(event -> {
                if (event instanceof PostMigrationEvent) {
                    realmNames.forEach(name ->
                            KeycloakModelUtils.runJobInTransaction(factory, session -> provision(session, name)));
                }
            });
        }
    }

    private void provision(KeycloakSession session, String realmName) {
        RealmModel realm = session.realms().getRealmByName(realmName);
        if (realm == null) {
            LOG.warn("realm %s does not exist, so it is not provisioned", realmName);
            return;
        }
        try {
            List<String> clients = clientIds.stream()
                    .filter(clientId -> realm.getClientByClientId(clientId) != null)
                    .toList();
            Report report = Provisioning.run(session, realm, clients, false, false, false);
            LOG.info(
                    "realm %s is provisioned, with %d changes",
                    realmName, report.changes().size());
            report.warnings().forEach(warning -> LOG.warn("realm %s: %s", realmName, warning));
        } catch (RuntimeException e) {
            LOG.error(e, "realm %s could not be provisioned", realmName);
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
