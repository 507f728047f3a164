package org.apppasswords.keycloak.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apppasswords.keycloak.setup.SetUpRecord.Value;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Puts back what {@link SetUp} has changed, as far as nobody has changed it since. App passwords stay, and cannot be used
 * with these clients any more. A client that set-up has made is disabled, not deleted: its secret is in use somewhere.
 */
public final class TearDown {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private TearDown(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Tears down. Committed when this returns.
     *
     * @param dryRun only says what it would change
     */
    public static Report run(KeycloakSession session, RealmModel realm, boolean dryRun) {
        return new RealmTransaction(session, realm)
                .run(dryRun, (inner, innerRealm) -> new TearDown(inner, innerRealm).run(dryRun));
    }

    private Report run(boolean dryRun) {
        SetUpRecord record = SetUpRecord.read(realm.getAttribute(SetUpRecord.ATTRIBUTE));
        record.clients().stream()
                .map(realm::getClientById)
                .filter(client -> client != null)
                .forEach(this::tearDownClient);
        tearDownRealm(record);
        return new Report(dryRun, List.copyOf(changes), List.of(), List.copyOf(warnings));
    }

    private void tearDownClient(ClientModel client) {
        SetUpRecord record = SetUpRecord.read(client.getAttribute(SetUpRecord.ATTRIBUTE));
        for (ClientSetting setting : ClientSetting.values()) {
            record.value(setting.property()).ifPresent(value -> restore(client, setting, value));
        }
        if (record.value(SetUp.CREATED).isEmpty()) {
            client.removeAttribute(SetUpRecord.ATTRIBUTE);
            return;
        }
        if (client.isEnabled()) {
            client.setEnabled(false);
            changes.add(Change.ofClient(client.getClientId(), SetUp.CLIENT_ENABLED, true, false));
        }
        record.values().keySet().retainAll(List.of(SetUp.CREATED));
        client.setAttribute(SetUpRecord.ATTRIBUTE, record.toJson());
    }

    private void restore(ClientModel client, ClientSetting setting, Value value) {
        Object current = setting.get(realm, client);
        if (!Objects.equals(current, value.after())) {
            warnings.add(client.getClientId() + ": " + setting.property() + " was changed after set-up, and stays.");
            return;
        }
        setting.set(realm, client, value.before());
        Object restored = setting.get(realm, client);
        if (!Objects.equals(restored, value.before())) {
            warnings.add(
                    client.getClientId() + ": " + setting.property() + " cannot be " + value.before() + " any more.");
        }
        changes.add(Change.ofClient(client.getClientId(), setting.property(), current, restored));
    }

    private void tearDownRealm(SetUpRecord record) {
        RealmParts parts = new RealmParts(session, realm);
        record.value(RealmParts.FLOW).ifPresent(value -> removeFlow(parts));
        record.value(RealmParts.REQUIRED_ACTION).ifPresent(value -> takeBackRequiredAction(parts, value));
        realm.removeAttribute(SetUpRecord.ATTRIBUTE);
    }

    private void removeFlow(RealmParts parts) {
        if (parts.flow().equals(RealmParts.ABSENT)) {
            return;
        }
        if (parts.flowIsUsed()) {
            warnings.add("The flow " + RealmParts.FLOW_ALIAS + " is used elsewhere, and stays.");
            return;
        }
        parts.removeFlow();
        changes.add(Change.ofRealm(realm.getName(), RealmParts.FLOW, RealmParts.PRESENT, RealmParts.ABSENT));
    }

    private void takeBackRequiredAction(RealmParts parts, Value value) {
        String current = parts.requiredAction();
        if (!current.equals(RealmParts.ENABLED)) {
            return;
        }
        // The policy goes with the required action: one that somebody has set is not thrown away.
        if (RealmParts.ABSENT.equals(value.before()) && !parts.hasPolicy()) {
            parts.removeRequiredAction();
        } else {
            parts.disableRequiredAction();
        }
        changes.add(Change.ofRealm(realm.getName(), RealmParts.REQUIRED_ACTION, current, parts.requiredAction()));
    }
}
