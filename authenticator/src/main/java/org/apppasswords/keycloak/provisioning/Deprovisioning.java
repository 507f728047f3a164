package org.apppasswords.keycloak.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apppasswords.keycloak.policy.AcceptingStep;
import org.apppasswords.keycloak.policy.AccountApiScope;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.provisioning.ProvisioningRecord.Value;
import org.apppasswords.keycloak.realmconfig.AccountApiScopePart;
import org.apppasswords.keycloak.realmconfig.ClientCheck;
import org.apppasswords.keycloak.realmconfig.ClientSetting;
import org.apppasswords.keycloak.realmconfig.Names;
import org.apppasswords.keycloak.realmconfig.RealmParts;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Restores what {@link Provisioning} has changed, unless it has been changed again since. App passwords are kept, but
 * no longer work with these clients; the report names the clients that still accept them. A client that provisioning
 * created is disabled, not deleted: its secret is still in use.
 */
public final class Deprovisioning {

    private static final int MAX_WARNINGS = 10;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final ProvisioningRecord record;

    /** Internal IDs in the record that do not belong to a client that provisioning can have changed. */
    private final List<String> invalidIds = new ArrayList<>();

    private Deprovisioning(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.record = ProvisioningRecordReader.read(realm);
    }

    /**
     * Restores the realm. The changes are committed when this method returns.
     *
     * @param dryRun whether to report the changes without making them
     */
    public static Report run(KeycloakSession session, RealmModel realm, boolean dryRun) {
        return new RealmTransaction(session, realm)
                .run(dryRun, (inner, innerRealm) -> new Deprovisioning(inner, innerRealm).run(dryRun));
    }

    private Report run(boolean dryRun) {
        record.warning().ifPresent(warnings::add);
        ClientAttributeRecord untrusted = ClientAttributeRecord.remove(session, realm);
        changes.addAll(untrusted.changes());
        untrusted.warning().ifPresent(warnings::add);
        record.clients().forEach(this::restoreClient);
        if (invalidIds.size() > MAX_WARNINGS) {
            warnings.add("The same is true of " + (invalidIds.size() - MAX_WARNINGS) + " further internal IDs.");
        }
        // Before the flow is removed: the realm still lists it until the end of the transaction. A flow that a client
        // uses is kept.
        warnOfRemainingServices();
        restoreRealm(record);
        return new Report(dryRun, List.copyOf(changes), List.of(), List.copyOf(warnings));
    }

    private void warnOfRemainingServices() {
        List<String> remaining = new ServiceDirectory(session)
                .offeredIds(realm).stream().sorted().toList();
        if (!remaining.isEmpty()) {
            warnings.add(
                    "These clients still accept app passwords, because an administrator has bound them or the realm"
                            + " to a flow that does: " + Names.join(remaining)
                            + ". Bind another flow, or disable the clients.");
        }
        AuthenticationFlowModel flow = realm.getDirectGrantFlow();
        if (flow != null && AcceptingStep.DIRECT_GRANT.isIn(realm, flow)) {
            warnings.add("The realm's direct grant flow, " + Names.join(List.of(flow.getAlias()))
                    + ", accepts app passwords at every confidential client without a flow of its own.");
        }
    }

    private void restoreClient(String internalId) {
        ClientModel client = realm.getClientById(internalId);
        if (client == null || ClientCheck.isBuiltIn(realm, client.getClientId())) {
            if (invalidIds.size() < MAX_WARNINGS) {
                warnings.add(
                        "According to the record, provisioning changed the client with the internal ID " + internalId
                                + ", but it "
                                + (client == null ? "does not exist." : "is one of Keycloak's own clients.")
                                + " Nothing is restored for it.");
            }
            invalidIds.add(internalId);
            record.forgetClient(internalId);
            return;
        }
        for (ClientSetting setting : ClientSetting.values()) {
            record.value(internalId, setting.property()).ifPresent(value -> restore(client, setting, value));
        }
        if (record.value(internalId, ProvisioningRecord.CREATED).isEmpty()) {
            record.forgetClient(internalId);
            return;
        }
        if (client.isEnabled()) {
            client.setEnabled(false);
            changes.add(Change.ofClient(client.getClientId(), ProvisioningRecord.CLIENT_ENABLED, true, false));
        }
        // Lets the next provisioning enable it again.
        record.forgetAllBut(ProvisioningRecord.CREATED, internalId);
    }

    private void restore(ClientModel client, ClientSetting setting, Value value) {
        String name = client.getClientId() + ": " + setting.property();
        Object current = setting.get(realm, client);
        if (!Objects.equals(current, value.after())) {
            warnings.add(name + " has been changed since provisioning, and is kept.");
        } else if (!setting.isPossible(realm, value.before())) {
            warnings.add(name + " cannot be " + Names.join(List.of(String.valueOf(value.before())))
                    + " any more, and is kept.");
        } else {
            setting.set(realm, client, value.before());
            changes.add(Change.ofClient(client.getClientId(), setting.property(), current, value.before()));
        }
    }

    private void restoreRealm(ProvisioningRecord record) {
        RealmParts parts = new RealmParts(session, realm);
        record.value(RealmParts.FLOW).ifPresent(value -> removeFlow(parts));
        record.value(RealmParts.REQUIRED_ACTION).ifPresent(value -> restoreRequiredAction(parts, value));
        record.value(AccountApiScopePart.PROPERTY).ifPresent(value -> removeClientScope());
        record.forgetRealm();
        record.write(realm);
    }

    private void removeFlow(RealmParts parts) {
        if (parts.flow().equals(RealmParts.ABSENT)) {
            return;
        }
        if (parts.flowIsUsed()) {
            warnings.add("The flow " + RealmParts.FLOW_ALIAS + " is used elsewhere, and is kept.");
            return;
        }
        parts.removeFlow();
        changes.add(Change.ofRealm(realm.getName(), RealmParts.FLOW, RealmParts.PRESENT, RealmParts.ABSENT));
    }

    private void removeClientScope() {
        AccountApiScopePart scope = new AccountApiScopePart(realm);
        if (!scope.exists()) {
            return;
        }
        if (scope.isUsed()) {
            warnings.add("The client scope " + AccountApiScope.NAME + " is assigned to clients, and is kept.");
            return;
        }
        scope.remove();
        changes.add(
                Change.ofRealm(realm.getName(), AccountApiScopePart.PROPERTY, RealmParts.PRESENT, RealmParts.ABSENT));
    }

    private void restoreRequiredAction(RealmParts parts, Value value) {
        String current = parts.requiredAction();
        if (!current.equals(RealmParts.ENABLED)) {
            return;
        }
        // The required action contains the policy, which must not be lost if an administrator has set one.
        boolean removed = RealmParts.ABSENT.equals(value.before()) && !parts.hasPolicy();
        if (removed) {
            parts.removeRequiredAction();
        } else {
            parts.disableRequiredAction();
        }
        // The state is not read again: in this transaction, Keycloak still lists a removed action.
        changes.add(Change.ofRealm(
                realm.getName(),
                RealmParts.REQUIRED_ACTION,
                current,
                removed ? RealmParts.ABSENT : RealmParts.DISABLED));
    }
}
