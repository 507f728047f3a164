package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AppPasswordJsonTest {

    @Test
    void itsTextDoesNotContainThePassword() {
        AppPasswordJson json = new AppPasswordJson(
                "some-id",
                "Mail",
                0,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                false,
                false,
                "abcdefghijklmnopqrstuvwx",
                null);

        assertThat(json.toString()).doesNotContain("abcdefghijklmnopqrstuvwx").contains("some-id");
    }
}
