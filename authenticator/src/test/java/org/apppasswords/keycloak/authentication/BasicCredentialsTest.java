package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.util.BasicAuthHelper;

class BasicCredentialsTest {

    @Test
    void readsNameAndPasswordInUtf8UpToTheFirstColon() {
        assertThat(BasicCredentials.read(List.of("Basic " + base64("j\u00fcrgen:a:b"))))
                .contains(new BasicCredentials("j\u00fcrgen", "a:b"));
        assertThat(BasicCredentials.read(List.of("basic " + base64(":")))).contains(new BasicCredentials("", ""));
    }

    @Test
    void readsIso88591IfTheTextIsNotUtf8() {
        byte[] pair = "j\u00fcrgen:\u00df".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(BasicCredentials.read(List.of("Basic " + Base64.getEncoder().encodeToString(pair))))
                .contains(new BasicCredentials("j\u00fcrgen", "\u00df"));
    }

    @Test
    void removesWhiteSpaceAroundTheNameOnly() {
        assertThat(BasicCredentials.read(List.of("Basic " + base64(" alice\r\n: a\n"))))
                .contains(new BasicCredentials("alice", " a\n"));
    }

    @Test
    void rejectsEverythingElse() {
        assertThat(BasicCredentials.read(null)).isEmpty();
        assertThat(BasicCredentials.read(List.of())).isEmpty();
        assertThat(BasicCredentials.read(List.of("Bearer " + base64("a:b")))).isEmpty();
        assertThat(BasicCredentials.read(List.of("Basic"))).isEmpty();
        assertThat(BasicCredentials.read(List.of("Basic %%%"))).isEmpty();
        assertThat(BasicCredentials.read(List.of("Basic " + base64("no colon"))))
                .isEmpty();
        assertThat(BasicCredentials.read(List.of("Basic " + base64("a:" + "b".repeat(2000)))))
                .isEmpty();
        assertThat(BasicCredentials.read(List.of("Basic " + base64("a:b"), "Basic " + base64("a:b"))))
                .isEmpty();
    }

    @Test
    void rejectsHeadersThatKeycloaksParserAccepts() {
        for (String header : List.of("Basic:" + base64("a:b"), "Basic " + base64("a:b") + "\u00e9")) {
            assertThat(BasicAuthHelper.parseHeader(header)).containsExactly("a", "b");
            assertThat(BasicCredentials.read(List.of(header))).isEmpty();
        }
    }

    @Test
    void toStringDoesNotContainThePassword() {
        assertThat(new BasicCredentials("alice", "secret")).hasToString("BasicCredentials[alice]");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
