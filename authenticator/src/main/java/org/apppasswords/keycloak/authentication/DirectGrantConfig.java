package org.apppasswords.keycloak.authentication;

import java.util.List;
import java.util.Map;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * The settings of one execution of the direct-grant authenticator.
 *
 * @param persistentSession whether restricted clients get a session that is stored
 * @param nextOnOtherInput whether input that is not an app password is left to the next alternative
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

    /** Returns the settings of an execution. Any value other than that of the lenient choice means the strict one. */
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
                        "transient: a sign-in does not store a session, and Keycloak's own APIs reject the token."
                                + " persistent: a session is stored, but only for clients whose scope has no account or"
                                + " admin role; other clients still get a transient session.",
                        ProviderConfigProperty.LIST_TYPE,
                        TRANSIENT,
                        TRANSIENT,
                        PERSISTENT),
                new ProviderConfigProperty(
                        OTHER_INPUT,
                        "Other input",
                        "What happens to a password that does not have the format of an app password. refuse: the"
                                + " response says that an app password is required. next: the next alternative of the"
                                + " flow checks the password. A wrong app password is always rejected.",
                        ProviderConfigProperty.LIST_TYPE,
                        REFUSE,
                        REFUSE,
                        NEXT),
                new ProviderConfigProperty(
                        ALLOW_PUBLIC_CLIENTS,
                        "Allow public clients",
                        "Off: only clients that authenticate may use app passwords. On: anyone who can reach the token"
                                + " endpoint may.",
                        ProviderConfigProperty.BOOLEAN_TYPE,
                        false));
    }
}
