package org.apppasswords.keycloak.it.support.server;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.keycloak.testframework.injection.Registry;

/**
 * Keeps the test framework's server until the process ends. The framework stops it with JUnit's root context, and of
 * several concurrent test processes each runs every class in a root context of its own.
 */
public final class SharedRegistry implements BeforeAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedRegistry.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Kept kept = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(Kept.class, key -> new Kept(), Kept.class);
        // Where the framework looks for it.
        context.getRoot().getStore(Namespace.GLOBAL).put(Registry.class, kept.registry);
    }

    private static final class Kept implements AutoCloseable {

        private final OpenRegistry registry = new OpenRegistry();

        @Override
        public void close() {
            registry.closeNow();
        }
    }

    private static final class OpenRegistry extends Registry {

        /** Called at the end of a root context: does nothing. */
        @Override
        public void close() {}

        void closeNow() {
            super.close();
        }
    }
}
