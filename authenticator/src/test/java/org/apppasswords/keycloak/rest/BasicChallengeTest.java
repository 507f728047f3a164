package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BasicChallengeTest {

    @Test
    void itAsksForBasicInUtf8() {
        assertThat(BasicChallenge.of("staff")).isEqualTo("Basic realm=\"staff\", charset=\"UTF-8\"");
    }

    @Test
    void aRealmsNameCannotBreakTheHeader() {
        assertThat(BasicChallenge.quoted("a \"b\" \\c")).isEqualTo("a \\\"b\\\" \\\\c");
        assertThat(BasicChallenge.quoted("x\r\ny\u007fz\u00fc\u6f22")).isEqualTo("xyz");
    }
}
