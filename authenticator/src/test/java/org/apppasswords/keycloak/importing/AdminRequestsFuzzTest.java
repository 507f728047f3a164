package org.apppasswords.keycloak.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apppasswords.keycloak.administrator.PageRequest;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.importing.ImportLines.Line;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.apppasswords.keycloak.rest.QueryParameters;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes requests of an administrator's program: see {@code benchmarks/fuzz.sh}. */
class AdminRequestsFuzzTest {

    private static final String HASH = "$2b$04$abcdefghijklmnopqrstuu5IUBHoTg2pbi6d0tJbnPvmnjU8V7vHy";

    @MethodSource("bodies")
    @FuzzTest
    void everyByteIsInALineOrTheLineIsTooLong(byte @NotNull [] body) throws IOException {
        ImportLines lines = new ImportLines(new ByteArrayInputStream(body));
        lines.startsAsText();

        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        boolean tooLong = false;
        int number = 0;
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            assertThat(line.get().number()).isEqualTo(++number);
            assertThat(line.get().bytes()).hasSizeLessThanOrEqualTo(ImportLines.MAX_LENGTH);
            assertThat(line.get().toString()).isEqualTo("Line[" + number + "]");
            tooLong |= line.get().isTooLong();
            joined.write(line.get().bytes());
            joined.write('\n');
        }
        assertThat(lines.number()).isEqualTo(number);
        if (!tooLong) {
            String sent = text(body);
            String ended = sent.isEmpty() || sent.endsWith("\n") ? sent : sent + "\n";
            assertThat(text(joined.toByteArray())).isEqualTo(ended.replaceAll("(?<=\\A|\n)\u00EF\u00BB\u00BF", ""));
        }
    }

    static Stream<byte[]> bodies() {
        return Stream.of(
                        "",
                        "\n",
                        "a\nb",
                        "\uFEFFa\n\uFEFF\uFEFFb\n\uFEFF",
                        "a\r\n\r\nb\n",
                        "x".repeat(ImportLines.MAX_LENGTH),
                        "x".repeat(20_000) + "\ny")
                .map(body -> body.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("lines")
    @DictionaryEntries({
        "\"username\":\"a\"",
        "\"userId\":\"a\"",
        "\"name\":\"Mail\"",
        "\"hash\":\"",
        "\"clients\":[]",
        "\"createdAt\":1",
        "\"expiresAt\":9223372036854775807",
        "\"lastUsedAt\":0",
        "null"
    })
    @FuzzTest
    void aLineIsReadOrRejectedWithoutRepeatingIt(byte @NotNull [] line) {
        try {
            ImportRequest request = ImportRequest.read(line);

            assertThat(request.username().isPresent())
                    .isNotEqualTo(request.userId().isPresent());
            assertThat(request.toString())
                    .doesNotContain(request.appPassword().hash().text());
        } catch (ApiError error) {
            assertThat(error.getMessage()).hasSizeLessThan(200).doesNotContain(HASH.substring(20));
        }
    }

    static Stream<byte[]> lines() {
        return Stream.of(
                        "{\"username\":\"a\",\"name\":\"Mail\",\"hash\":\"" + HASH + "\"}",
                        "{\"userId\":\"a\",\"name\":\"Mail\",\"hash\":\"" + HASH
                                + "\",\"clients\":[\"mail\",\"mail\"],\"createdAt\":1,\"expiresAt\":9223372036854775807,"
                                + "\"lastUsedAt\":0}",
                        "{\"username\":\"a\",\"userId\":\"a\",\"name\":\"Mail\",\"hash\":\"" + HASH + "\"}",
                        "{\"username\":\"a\",\"name\":\"Mail\",\"hash\":\"" + HASH + "x\"}",
                        "{\"username\":\"a\",\"name\":\"Mail\",\"hash\":\"" + HASH + "\",\"x\":1}",
                        "{\"clients\":[null]}",
                        "[]")
                .map(line -> line.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("queries")
    @DictionaryEntries({
        "client",
        "includeUnlimited",
        "unusedSince",
        "expiresBefore",
        "user",
        "after",
        "max",
        "true",
        "false"
    })
    @FuzzTest
    void aQueryIsReadOrRejected(@NotNull String name, @NotNull String value, String name2, String value2) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        parameters.add(name, value);
        if (name2 != null && value2 != null) {
            parameters.add(name2, value2);
        }
        try {
            QueryParameters query = new QueryParameters(
                    parameters,
                    Set.of(
                            "client",
                            "includeUnlimited",
                            "unusedSince",
                            "expiresBefore",
                            "user",
                            "device",
                            "after",
                            "max"));
            PageRequest selection = PageRequest.of(
                    new AppPasswordFilter(
                            query.text("client"),
                            query.flag("includeUnlimited"),
                            query.instant("unusedSince"),
                            query.instant("expiresBefore"),
                            query.text("user"),
                            query.optionalFlag("device")),
                    query.text("after"),
                    query.integer("max"));

            assertThat(selection.max()).isBetween(1, 1000);
            assertThat(selection.filter().client().orElse("x")).isNotBlank().doesNotContainPattern("\\p{Cc}");
            assertThat(selection.filter().userId().orElse("x")).isNotBlank().hasSizeLessThanOrEqualTo(255);
            assertThat(parameters.values()).allMatch(values -> values.size() == 1);
        } catch (ApiError error) {
            assertThat(error.getMessage()).hasSizeLessThan(150);
        }
    }

    static Stream<Arguments> queries() {
        return Stream.of(
                Arguments.of("client", "mail", "includeUnlimited", "true"),
                Arguments.of("client", "mail", "client", "mail"),
                Arguments.of("unusedSince", "0", "max", "1000"),
                Arguments.of("unusedSince", "9223372036854775807", "after", "x"),
                Arguments.of("expiresBefore", "9223372036854775807", "unusedSince", "1"),
                Arguments.of("expiresBefore", "-1", "after", "x"),
                Arguments.of("max", "２", "user", " "),
                Arguments.of("dryrun", "true", null, null));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
