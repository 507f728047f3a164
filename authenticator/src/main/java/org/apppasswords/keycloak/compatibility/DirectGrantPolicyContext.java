package org.apppasswords.keycloak.compatibility;

import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Constructor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.ResourceOwnerPasswordCredentialsContext;

/**
 * The context that client policies evaluate for a direct grant. Since Keycloak 26.6, its constructor also takes the
 * session. Conditions and executors require this very class, so it cannot be replaced.
 */
public final class DirectGrantPolicyContext {

    private static final Constructor<?>[] CONSTRUCTORS =
            ResourceOwnerPasswordCredentialsContext.class.getConstructors();

    private DirectGrantPolicyContext() {}

    /**
     * Returns the context of a direct grant with these form parameters.
     *
     * @throws IllegalStateException if this version of Keycloak has neither constructor, so that no policy is skipped
     */
    public static ClientPolicyContext of(KeycloakSession session, MultivaluedMap<String, String> parameters) {
        try {
            for (Constructor<?> constructor : CONSTRUCTORS) {
                Class<?>[] types = constructor.getParameterTypes();
                if (types.length == 2 && types[0] == KeycloakSession.class && types[1] == MultivaluedMap.class) {
                    return (ClientPolicyContext) constructor.newInstance(session, parameters);
                }
                if (types.length == 1 && types[0] == MultivaluedMap.class) {
                    return (ClientPolicyContext) constructor.newInstance(parameters);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the context for client policies cannot be created", e);
        }
        throw new IllegalStateException("the context for client policies has no known constructor");
    }
}
