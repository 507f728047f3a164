package org.apppasswords.keycloak.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientProtocolTest {

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3", "sieve", "LMTP", "ldap-bridge"})
    void readsTheProtocolThatTheBridgeSends(String name) {
        assertThat(ClientProtocol.only(List.of(name))).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "imap, pop3", "<b>", "-imap", "im\tap", "abcdefghijklmnopqrstuvwxyzabcdefg"})
    void isUnknownIfItIsNotAName(String text) {
        assertThat(ClientProtocol.only(List.of(text))).isEmpty();
    }

    @Test
    void isUnknownIfItIsMissingOrSentTwice() {
        assertThat(ClientProtocol.only(null)).isEmpty();
        assertThat(ClientProtocol.only(List.of())).isEmpty();
        assertThat(ClientProtocol.only(List.of("imap", "pop3"))).isEmpty();
    }
}
