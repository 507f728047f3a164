package org.apppasswords.keycloak.it.support;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.keycloak.representations.idm.RequiredActionConfigRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The app password policy of a realm, which is the configuration of the required action; and the other required actions.
 * Made anew for each test: what the test changes is undone after it.
 */
public final class RealmPolicy {

    private final ManagedRealm realm;
    private final Set<String> changed = new HashSet<>();

    public RealmPolicy(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Changes settings as the admin console does: the server checks them. */
    public void set(Map<String, String> settings) {
        restoreAfterTest(CreatePage.ACTION);
        Map<String, String> config = new HashMap<>(current(CreatePage.ACTION).getConfig());
        config.putAll(settings);
        RequiredActionConfigRepresentation update = new RequiredActionConfigRepresentation();
        update.setConfig(config);
        realm.admin().flows().updateRequiredActionConfig(CreatePage.ACTION, update);
    }

    /** Changes settings together with the required action itself, which the server does not check. */
    public void setUnchecked(Map<String, String> settings) {
        change(CreatePage.ACTION, action -> {
            Map<String, String> config = new HashMap<>(action.getConfig());
            config.putAll(settings);
            action.setConfig(config);
        });
    }

    /** Turns a required action off. */
    public void disable(String alias) {
        change(alias, action -> action.setEnabled(false));
    }

    private void change(String alias, Consumer<RequiredActionProviderRepresentation> change) {
        restoreAfterTest(alias);
        RequiredActionProviderRepresentation action = current(alias);
        change.accept(action);
        realm.admin().flows().updateRequiredAction(alias, action);
    }

    private void restoreAfterTest(String alias) {
        if (changed.add(alias)) {
            RequiredActionProviderRepresentation before = current(alias);
            realm.cleanup().add(r -> r.flows().updateRequiredAction(alias, before));
        }
    }

    private RequiredActionProviderRepresentation current(String alias) {
        return realm.admin().flows().getRequiredAction(alias);
    }
}
