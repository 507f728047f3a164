package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedUsernameTest {

    @Test
    void keepsAnOrdinaryName() {
        assertThat(TypedUsername.read("Ålice+mail@example.org")).isEqualTo("Ålice+mail@example.org");
        assertThat(TypedUsername.read(null)).isNull();
    }

    @Test
    void removesNul() {
        assertThat(TypedUsername.read("al\0ice\0")).isEqualTo("alice");
    }

    @Test
    void cutsAnOverlongNameToALengthThatNoUserHas() {
        assertThat(TypedUsername.read("x".repeat(255))).hasSize(255);
        assertThat(TypedUsername.read("x".repeat(100_000))).hasSize(256);
    }
}
