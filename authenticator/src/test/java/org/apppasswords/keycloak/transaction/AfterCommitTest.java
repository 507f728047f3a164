package org.apppasswords.keycloak.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.services.DefaultKeycloakTransactionManager;
import org.keycloak.tracing.NoopTracingProvider;
import org.keycloak.tracing.TracingProvider;

/** Tests with Keycloak's own transaction manager. */
class AfterCommitTest {

    private final List<String> done = new ArrayList<>();
    private KeycloakTransactionManager transactions;
    private KeycloakSession session;

    @BeforeEach
    void begin() {
        // The parts of a session that the transaction manager and the code under test need.
        session = (KeycloakSession) Proxy.newProxyInstance(
                KeycloakSession.class.getClassLoader(),
                new Class<?>[] {KeycloakSession.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("getTransactionManager")) {
                        return transactions;
                    }
                    return method.getName().equals("getProvider") && args[0] == TracingProvider.class
                            ? new NoopTracingProvider()
                            : null;
                });
        transactions = new DefaultKeycloakTransactionManager(session);
        transactions.begin();
        transactions.enlist(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                done.add("committed");
            }

            @Override
            protected void rollbackImpl() {
                done.add("rolled back");
            }
        });
    }

    @Test
    void runsAfterTheCommitInOrder() {
        AfterCommit.run(session, "do the first", () -> done.add("first"));
        AfterCommit.require(session, "do the second", () -> done.add("second"));

        transactions.commit();

        assertThat(done).containsExactly("committed", "first", "second");
    }

    @Test
    void failedWorkFailsNeitherTheRequestNorLaterWork() {
        AfterCommit.run(session, "reach the store", AfterCommitTest::fail);
        AfterCommit.run(session, "find a class", () -> {
            throw new NoClassDefFoundError("gone");
        });
        AfterCommit.run(session, "go on", () -> done.add("went on"));

        transactions.commit();

        assertThat(done).containsExactly("committed", "went on");
    }

    @Test
    void failedRequiredWorkFailsTheRequestButNotLaterWork() {
        AfterCommit.require(session, "check", AfterCommitTest::fail);
        AfterCommit.require(session, "find a class", () -> {
            throw new NoClassDefFoundError("gone");
        });
        AfterCommit.run(session, "go on", () -> done.add("went on"));

        assertThatThrownBy(transactions::commit).hasMessage("could not check").hasRootCauseMessage("the store is away");

        assertThat(done).containsExactly("committed", "went on");
    }

    @Test
    void nothingRunsAfterARollback() {
        AfterCommit.run(session, "do", () -> done.add("run"));
        AfterCommit.require(session, "do", () -> done.add("required"));

        transactions.rollback();

        assertThat(done).containsExactly("rolled back");
    }

    private static void fail() {
        throw new IllegalStateException("the store is away");
    }
}
