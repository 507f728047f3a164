package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Constructor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.ResourceOwnerPasswordCredentialsContext;

/**
 * What client policies get to see of a direct grant. Keycloak 26.6 has given the constructor the session; conditions and
 * executors ask for this very class, so there is no way around it.
 */
final class DirectGrantPolicyContext {

    private static final Constructor<?>[] CONSTRUCTORS =
            ResourceOwnerPasswordCredentialsContext.class.getConstructors();

    private DirectGrantPolicyContext() {}

    /** @throws IllegalStateException if this version of Keycloak wants something else: no policy is passed over */
    static ClientPolicyContext of(KeycloakSession session, MultivaluedMap<String, String> parameters) {
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
            throw new IllegalStateException("the context for client policies cannot be made", e);
        }
        throw new IllegalStateException("there is no known context for client policies");
    }
}
