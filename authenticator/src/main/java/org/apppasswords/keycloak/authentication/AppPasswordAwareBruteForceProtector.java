package org.apppasswords.keycloak.authentication;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keeps a sign-in by app password from resetting the failure counter of the account password, for versions of Keycloak
 * in which every sign-in resets it. A mail program would reset the counter every few minutes, and a thief with an app
 * password could guess at the account password without limit.
 *
 * <p>A proxy, because the parameters of the method {@value #SUCCESSFUL_LOGIN} differ between Keycloak's versions.
 */
final class AppPasswordAwareBruteForceProtector implements InvocationHandler {

    private static final String SUCCESSFUL_LOGIN = "successfulLogin";

    private final BruteForceProtector protector;
    private final KeycloakSession session;

    private AppPasswordAwareBruteForceProtector(BruteForceProtector protector, KeycloakSession session) {
        this.protector = protector;
        this.session = session;
    }

    static BruteForceProtector around(BruteForceProtector protector, KeycloakSession session) {
        return (BruteForceProtector) Proxy.newProxyInstance(
                BruteForceProtector.class.getClassLoader(),
                new Class<?>[] {BruteForceProtector.class},
                new AppPasswordAwareBruteForceProtector(protector, session));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals(SUCCESSFUL_LOGIN) && isByAppPassword()) {
            return null;
        }
        try {
            return method.invoke(protector, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private boolean isByAppPassword() {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        return authSession != null && AppPasswordSession.isMarked(authSession);
    }
}
