package org.apppasswords.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

class PasswordChangeRevocationTest {

    @ParameterizedTest
    @CsvSource({
        "users/1234/reset-password, 1234",
        "users/f:directory:alice/reset-password, f:directory:alice",
        "users/f:directory:people/alice/reset-password, f:directory:people/alice",
        "users/1234/reset-password-email,",
        "users/1234/credentials/5678,",
        "groups/1234/reset-password,",
    })
    void readsTheUserOfAResetFromThePath(String path, String userId) {
        AdminEvent event = new AdminEvent();
        event.setOperationType(OperationType.ACTION);
        event.setResourcePath(path);

        assertThat(PasswordChangeRevocation.userOfReset(event)).isEqualTo(Optional.ofNullable(userId));
    }
}
