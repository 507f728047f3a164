package org.apppasswords.keycloak.authentication;

import java.util.List;
import java.util.Map;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * The settings of one execution of the direct-grant authenticator.
 *
 * @param persistentSession whether harmless clients get a session that is stored
 * @param nextOnOtherInput whether input that is no app password is left to the next alternative
 * @param publicClientsAllowed whether public clients may use app passwords
 */
record DirectGrantConfig(boolean persistentSession, boolean nextOnOtherInput, boolean publicClientsAllowed) {

    private static final String SESSION = "session";
    private static final String TRANSIENT = "transient";
    private static final String PERSISTENT = "persistent";

    private static final String OTHER_INPUT = "other-input";
    private static final String REFUSE = "refuse";
    private static final String NEXT = "next";

    private static final String ALLOW_PUBLIC_CLIENTS = "allow-public-clients";

    /** The settings of an execution; anything but the exact value of a lenient choice is the strict one. */
    static DirectGrantConfig of(AuthenticatorConfigModel model) {
        Map<String, String> config = model == null || model.getConfig() == null ? Map.of() : model.getConfig();
        return new DirectGrantConfig(
                PERSISTENT.equals(config.get(SESSION)),
                NEXT.equals(config.get(OTHER_INPUT)),
                "true".equals(config.get(ALLOW_PUBLIC_CLIENTS)));
    }

    /** The form fields of the admin console. */
    static List<ProviderConfigProperty> properties() {
        return List.of(
                new ProviderConfigProperty(
                        SESSION,
                        "User session",
                        "transient: signing in leaves no session behind, and Keycloak's own APIs refuse the token."
                                + " persistent: a session is stored, but only for clients that can reach no account or"
                                + " admin role; any other client still gets a transient one.",
                        ProviderConfigProperty.LIST_TYPE,
                        TRANSIENT,
                        TRANSIENT,
                        PERSISTENT),
                new ProviderConfigProperty(
                        OTHER_INPUT,
                        "Other input",
                        "What to do with a password that has not the shape of an app password. refuse: answer that an"
                                + " app password is required. next: leave it to the next alternative of the flow. A wrong"
                                + " app password is always refused.",
                        ProviderConfigProperty.LIST_TYPE,
                        REFUSE,
                        REFUSE,
                        NEXT),
                new ProviderConfigProperty(
                        ALLOW_PUBLIC_CLIENTS,
                        "Allow public clients",
                        "Off: only clients that authenticate themselves may use app passwords. On: anybody who can reach"
                                + " the token endpoint may.",
                        ProviderConfigProperty.BOOLEAN_TYPE,
                        false));
    }
}
