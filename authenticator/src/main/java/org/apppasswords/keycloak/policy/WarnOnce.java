package org.apppasswords.keycloak.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Tells the administrator of a setting that does not do what it says: once, since programs sign in every few seconds.
 */
public final class WarnOnce {

    private static final int MOST_REMEMBERED = 1000;

    private static final Map<String, Boolean> TOLD = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    private WarnOnce() {}

    /** Logs a warning, unless this server has done so before in the same words. */
    public static void log(Logger logger, String warning) {
        if (TOLD.put(warning, Boolean.TRUE) == null) {
            logger.warn(warning);
        }
    }
}
