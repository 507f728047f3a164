package org.apppasswords.keycloak.it.support.server;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The test framework sets options with which Keycloak 26.4 and 26.5 do not start, because they are unknown there. */
final class SupportedServerOptions {

    private static final Set<String> UNKNOWN = Set.of("shutdown-delay", "shutdown-timeout");

    private SupportedServerOptions() {}

    /** Removes them for these servers. */
    static void leaveOutOthers(KeycloakServerConfigBuilder config) {
        if (!TestedKeycloak.isBefore(26, 6, 0)) {
            return;
        }
        try {
            Field options = KeycloakServerConfigBuilder.class.getDeclaredField("options");
            options.setAccessible(true);
            @SuppressWarnings("unchecked") // The field's type is known.
            Map<String, String> known = new Known((Map<String, String>) options.get(config));
            options.set(config, known);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the test framework has changed", e);
        }
    }

    /** Ignores the unknown options. */
    private static final class Known extends HashMap<String, String> {

        private static final long serialVersionUID = 1L;

        Known(Map<String, String> options) {
            super(options);
        }

        @Override
        public String put(String option, String value) {
            return UNKNOWN.contains(option) ? null : super.put(option, value);
        }
    }
}
