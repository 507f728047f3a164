package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpBasicAppPasswordAuthenticatorTest {

    @Test
    void aRealmsNameCannotBreakTheHeader() {
        assertThat(HttpBasicAppPasswordAuthenticator.quoted("staff")).isEqualTo("staff");
        assertThat(HttpBasicAppPasswordAuthenticator.quoted("a \"b\" \\c")).isEqualTo("a \\\"b\\\" \\\\c");
        assertThat(HttpBasicAppPasswordAuthenticator.quoted("x\r\ny\u007fz\u00fc\u6f22"))
                .isEqualTo("xyz");
    }
}
