package org.apppasswords.keycloak.provisioning;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.realmconfig.ClientCheck;
import org.apppasswords.keycloak.realmconfig.RealmParts;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;

/**
 * Provisions the realms in the server's options whenever the server starts, for unattended installations. A missing
 * realm is logged, a missing client is skipped, and a rejected client is logged. None of them prevents the other clients
 * from being provisioned or the server from starting.
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
                    realmNames.forEach(name -> KeycloakModelUtils.runJobInTransaction(
                            factory, session -> Meters.provisionedAtStartup(name, provision(session, name))));
                }
            });
        }
    }

    // Returns whether the realm and each of its clients in the list are provisioned.
    private boolean provision(KeycloakSession session, String realmName) {
        RealmModel realm = session.realms().getRealmByName(realmName);
        if (realm == null) {
            LOG.warn("realm %s does not exist, so it is not provisioned", realmName);
            return false;
        }
        if (isSwitchedOff(session, realm)) {
            LOG.warn(
                    "realm %s is not provisioned, because an administrator has disabled its required action %s",
                    realmName, AppPasswordPolicy.REQUIRED_ACTION);
            return true;
        }
        try {
            List<ClientModel> present = clientIds.stream()
                    .distinct()
                    .map(realm::getClientByClientId)
                    .filter(Objects::nonNull)
                    .toList();
            // One call with a client that is rejected would not provision anything.
            List<Bridge> accepted = present.stream()
                    .filter(client -> isAccepted(realm, client))
                    .map(client -> Bridge.of(client.getClientId()))
                    .toList();
            Report report = Provisioning.run(session, realm, accepted, false, false, false);
            LOG.info(
                    "realm %s is provisioned, with %d changes; rejected clients: %d",
                    realmName, report.changes().size(), present.size() - accepted.size());
            report.warnings().forEach(warning -> LOG.warn("realm %s: %s", realmName, warning));
            return accepted.size() == present.size();
        } catch (RuntimeException e) {
            LOG.error(e, "realm %s could not be provisioned", realmName);
            return false;
        }
    }

    // A restart must not switch app passwords on again.
    private static boolean isSwitchedOff(KeycloakSession session, RealmModel realm) {
        return new RealmParts(session, realm).requiredAction().equals(RealmParts.DISABLED);
    }

    private static boolean isAccepted(RealmModel realm, ClientModel client) {
        Optional<String> violation = ClientCheck.violation(realm, client);
        violation.ifPresent(reason -> LOG.error(
                "realm %s: the client %s is not provisioned, because it %s",
                realm.getName(), client.getClientId(), reason));
        return violation.isEmpty();
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
