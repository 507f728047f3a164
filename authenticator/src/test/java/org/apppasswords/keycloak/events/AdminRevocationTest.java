package org.apppasswords.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

class AdminRevocationTest {

    @ParameterizedTest
    @CsvSource({
        "users/1234/credentials/5678, 1234",
        "users/f:directory:alice/credentials/5678, f:directory:alice",
        "users/f:directory:people/alice/credentials/5678, f:directory:people/alice",
        "users/1234/credentials/5678/moveToFirst,",
        "users/1234/credentials/5678/moveAfter/9,",
        "users/1234/credentials,",
        "users/1234/reset-password,",
        "groups/1234/credentials/5678,",
    })
    void knowsTheUserAndTheCredentialByThePath(String path, String userId) {
        assertThat(AdminRevocation.of(event(OperationType.ACTION, path)).orElse(null))
                .isEqualTo(userId == null ? null : new AdminRevocation(userId, "5678"));
    }

    @Test
    void otherOperationsAreNone() {
        assertThat(AdminRevocation.of(event(OperationType.UPDATE, "users/1234/credentials/5678")))
                .isEmpty();
        assertThat(AdminRevocation.of(event(OperationType.ACTION, null))).isEmpty();
    }

    private static AdminEvent event(OperationType operation, String path) {
        AdminEvent event = new AdminEvent();
        event.setOperationType(operation);
        event.setResourcePath(path);
        return event;
    }
}
