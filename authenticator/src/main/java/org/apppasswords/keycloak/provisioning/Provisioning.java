package org.apppasswords.keycloak.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.policy.AccountApiScope;
import org.apppasswords.keycloak.policy.AllowedRole;
import org.apppasswords.keycloak.policy.ClientIds;
import org.apppasswords.keycloak.policy.ServiceLifetimes;
import org.apppasswords.keycloak.provisioning.Report.CreatedClient;
import org.apppasswords.keycloak.realmconfig.AccountApiScopePart;
import org.apppasswords.keycloak.realmconfig.ClientCheck;
import org.apppasswords.keycloak.realmconfig.ClientSetting;
import org.apppasswords.keycloak.realmconfig.DeviceMarkCheck;
import org.apppasswords.keycloak.realmconfig.PasswordReset;
import org.apppasswords.keycloak.realmconfig.RealmParts;
import org.apppasswords.keycloak.token.ClientPrivileges;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/**
 * Prepares a realm and some of its clients for app passwords: registers and enables the required action, creates the
 * direct-grant flow, and binds it to the clients. Never removes anything, and changes nothing when it runs again.
 */
public final class Provisioning {

    private static final String CLIENT_SECRET = "client-secret";

    private final boolean dryRun;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<Change> changes = new ArrayList<>();
    private final List<CreatedClient> created = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final ProvisioningRecord record;

    private Provisioning(boolean dryRun, KeycloakSession session, RealmModel realm) {
        this.dryRun = dryRun;
        this.session = session;
        this.realm = realm;
        this.record = ProvisioningRecordReader.read(realm);
    }

    /**
     * Prepares the realm. The changes are committed when this method returns.
     *
     * @param bridges may be empty
     * @param createClients whether to create missing clients
     * @param clientScope whether to create the client scope for other applications
     * @param dryRun whether to report the changes without making them
     * @throws ApiError if a client cannot be provisioned; nothing is changed then
     */
    public static Report run(
            KeycloakSession session,
            RealmModel realm,
            List<Bridge> bridges,
            boolean createClients,
            boolean clientScope,
            boolean dryRun) {
        return new RealmTransaction(session, realm)
                .run(
                        dryRun,
                        (inner, innerRealm) ->
                                new Provisioning(dryRun, inner, innerRealm).run(bridges, createClients, clientScope));
    }

    private Report run(List<Bridge> bridges, boolean createClients, boolean clientScope) {
        requireValid(bridges, createClients);
        record.warning().ifPresent(warnings::add);
        ClientAttributeRecord untrusted = ClientAttributeRecord.remove(session, realm);
        changes.addAll(untrusted.changes());
        untrusted.warning().ifPresent(warnings::add);
        // Clients are read first: once something is added, Keycloak reads them past the cache, and does not update the
        // cache when they change.
        Map<Bridge, Optional<ClientModel>> clients = new LinkedHashMap<>();
        bridges.forEach(
                bridge -> clients.put(bridge, Optional.ofNullable(realm.getClientByClientId(bridge.clientId()))));
        prepareRealm(clientScope);
        clients.forEach((bridge, client) -> {
            ClientModel present = client.orElseGet(() -> create(bridge));
            nameIfUnnamed(present, bridge);
            setRules(present, bridge);
            prepareClient(present);
        });
        PasswordReset.warning(session, realm).ifPresent(warnings::add);
        DeviceMarkCheck.warning(session).ifPresent(warnings::add);
        return new Report(dryRun, List.copyOf(changes), List.copyOf(created), List.copyOf(warnings));
    }

    private void requireValid(List<Bridge> bridges, boolean createClients) {
        List<String> reasons = new ArrayList<>();
        if (!new RealmParts(session, realm).flowIsOurs()) {
            reasons.add("flow: another flow has the alias " + RealmParts.FLOW_ALIAS
                    + ", but does not accept app passwords. Rename or delete it.");
        }
        bridges.forEach(bridge -> violation(bridge, createClients)
                .ifPresent(violation -> reasons.add("clients: " + bridge.clientId() + " " + violation)));
        bridges.stream()
                .collect(Collectors.groupingBy(Bridge::clientId, Collectors.toSet()))
                .forEach((clientId, different) -> {
                    if (different.size() > 1) {
                        reasons.add("clients: " + clientId + " must not appear with different values.");
                    }
                });
        if (!reasons.isEmpty()) {
            throw ApiError.invalidRequest(String.join(" ", reasons));
        }
    }

    private Optional<String> violation(Bridge bridge, boolean createClients) {
        Optional<String> invalid = bridge.violation();
        if (invalid.isPresent()) {
            return invalid;
        }
        ClientModel client =
                ClientIds.canExist(bridge.clientId()) ? realm.getClientByClientId(bridge.clientId()) : null;
        if (client != null) {
            return ClientCheck.violation(realm, client);
        }
        return createClients
                ? ClientCheck.violationByNew(realm, bridge.clientId())
                : Optional.of("is not a client of this realm.");
    }

    private void prepareRealm(boolean clientScope) {
        RealmParts parts = new RealmParts(session, realm);
        String action = parts.requiredAction();
        if (!action.equals(RealmParts.ENABLED)) {
            parts.enableRequiredAction();
            changeRealm(RealmParts.REQUIRED_ACTION, action, RealmParts.ENABLED);
        }
        if (parts.flow().equals(RealmParts.ABSENT)) {
            parts.addFlow();
            changeRealm(RealmParts.FLOW, RealmParts.ABSENT, RealmParts.PRESENT);
        }
        if (clientScope) {
            prepareClientScope();
        }
    }

    private void prepareClientScope() {
        AccountApiScopePart scope = new AccountApiScopePart(realm);
        if (!scope.exists()) {
            scope.add();
            changeRealm(AccountApiScopePart.PROPERTY, RealmParts.ABSENT, RealmParts.PRESENT);
        } else if (!scope.isUsable()) {
            warnings.add("The client scope " + AccountApiScope.NAME
                    + " gives no access: it must have the protocol openid-connect and be included in the token scope.");
        }
    }

    private void changeRealm(String property, String before, String after) {
        changes.add(Change.ofRealm(realm.getName(), property, before, after));
        record.remember(property, before, after);
        record.write(realm);
    }

    private ClientModel create(Bridge bridge) {
        ClientRepresentation wanted = new ClientRepresentation();
        wanted.setClientId(bridge.clientId());
        wanted.setName(bridge.trimmedName());
        wanted.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        wanted.setEnabled(true);
        wanted.setPublicClient(false);
        wanted.setClientAuthenticatorType(CLIENT_SECRET);
        wanted.setDirectAccessGrantsEnabled(true);
        wanted.setStandardFlowEnabled(false);
        wanted.setImplicitFlowEnabled(false);
        wanted.setServiceAccountsEnabled(false);
        wanted.setDefaultClientScopes(new RealmParts(session, realm).bridgeScopes());
        wanted.setOptionalClientScopes(List.of());
        ClientModel client = ClientManager.createClient(session, realm, wanted);
        String secret = KeycloakModelUtils.generateSecret(client);
        if (!dryRun) {
            created.add(new CreatedClient(bridge.clientId(), secret));
        }
        changeClient(client, ProvisioningRecord.CREATED, false, true);
        if (client.getName() != null) {
            // Not recorded: teardown keeps a created client with its name.
            changes.add(Change.ofClient(client.getClientId(), ClientSetting.NAME.property(), null, client.getName()));
        }
        return client;
    }

    // A name that an administrator has chosen is kept.
    private void nameIfUnnamed(ClientModel client, Bridge bridge) {
        String before = client.getName();
        if (bridge.name().isPresent() && (before == null || before.isBlank())) {
            client.setName(bridge.trimmedName());
            changeClient(client, ClientSetting.NAME.property(), before, bridge.trimmedName());
        }
    }

    private void setRules(ClientModel client, Bridge bridge) {
        bridge.rules().forEach((setting, wanted) -> {
            Object before = setting.get(realm, client);
            if (!wanted.equals(before)) {
                setting.set(realm, client, wanted);
                changeClient(client, setting.property(), before, wanted);
            }
        });
    }

    private void prepareClient(ClientModel client) {
        // Deprovisioning has disabled it. What an administrator has disabled stays so, because the secret may be
        // stolen.
        if (!client.isEnabled() && record.isLeftOver(client.getId())) {
            client.setEnabled(true);
            changeClient(client, ProvisioningRecord.CLIENT_ENABLED, false, true);
        }
        for (ClientSetting setting : ClientSetting.values()) {
            Object before = setting.get(realm, client);
            Object wanted = setting.wanted(session, realm, client);
            if (!Objects.equals(before, wanted)) {
                setting.set(realm, client, wanted);
                changeClient(client, setting.property(), before, wanted);
            }
        }
        warn(client);
    }

    private void changeClient(ClientModel client, String property, Object before, Object after) {
        changes.add(Change.ofClient(client.getClientId(), property, before, after));
        record.remember(client.getId(), property, before, after);
        record.write(realm);
    }

    private void warn(ClientModel client) {
        if (!client.isEnabled()) {
            warnings.add(client.getClientId() + ": is disabled.");
        }
        AllowedRole.violation(client).ifPresent(warnings::add);
        ServiceLifetimes.violation(client).ifPresent(warnings::add);
        ClientPrivileges.violation(session, client)
                .ifPresent(violation -> warnings.add(client.getClientId()
                        + ": its tokens cannot be introspected, and its sessions cannot persist, because " + violation
                        + "."));
    }
}
