package org.apppasswords.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.events.Details;
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
    void readsTheUserAndTheCredentialFromThePath(String path, String userId) {
        EventCredential credential = new EventCredential(Optional.empty(), Optional.of("5678"), "");

        assertThat(AdminRevocation.of(event(OperationType.ACTION, path)))
                .isEqualTo(Optional.ofNullable(userId).map(id -> new AdminRevocation(id, credential)));
    }

    @Test
    void readsTheCredentialFromTheDetails() {
        AdminEvent event = event(OperationType.ACTION, "users/1234/credentials/5678");
        event.setDetails(Map.of(
                Details.CREDENTIAL_TYPE, "otp", Details.CREDENTIAL_ID, "5678", Details.CREDENTIAL_USER_LABEL, "Phone"));

        assertThat(AdminRevocation.of(event).orElseThrow().credential())
                .isEqualTo(new EventCredential(Optional.of("otp"), Optional.of("5678"), "Phone"));
    }

    @Test
    void otherOperationsAreIgnored() {
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
