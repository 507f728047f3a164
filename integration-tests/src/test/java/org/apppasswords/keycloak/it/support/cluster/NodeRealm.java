package org.apppasswords.keycloak.it.support.cluster;

import java.util.Map;
import java.util.function.Consumer;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;

/**
 * The demo's realm on a {@link Node}, for long tests on slow machines: with long-lived tokens and without a practical
 * limit.
 */
public final class NodeRealm {

    /** Its name. */
    public static final String NAME = "demo";

    private NodeRealm() {}

    /** Creates it with a change. */
    public static void create(Node node, Consumer<RealmRepresentation> difference) {
        RealmRepresentation realm = DemoRealm.read();
        realm.setAccessTokenLifespan(3600);
        realm.getRequiredActions().stream()
                .filter(action -> action.getAlias().equals(RealmPolicy.ACTION))
                .forEach(action -> {
                    action.getConfig().put("max_auth_age", "3600");
                    action.getConfig().put("max-per-user", "1000");
                    action.getConfig().put("require-second-factor", "false");
                });
        difference.accept(realm);
        node.admin().realms().create(realm);
    }

    /** Changes settings of the policy. */
    public static void change(Node node, Map<String, String> settings) {
        AuthenticationManagementResource flows = node.admin().realm(NAME).flows();
        RequiredActionProviderRepresentation action = flows.getRequiredAction(RealmPolicy.ACTION);
        action.getConfig().putAll(settings);
        flows.updateRequiredAction(RealmPolicy.ACTION, action);
    }

    /** Signs in to the account console there; returns the access token. */
    public static String accessToken(Node node, Person person) {
        AccountConsole console = new AccountConsole(node.realmUrl(NAME));
        return console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
    }
}
