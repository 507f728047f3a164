package org.apppasswords.keycloak.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportLinesTest {

    @Test
    void readsEachLineWithItsNumber() throws IOException {
        assertThat(read("{}\n\r\n  \n{\"a\":1}\r\nlast"))
                .containsExactly("1:{}", "2:blank", "3:blank", "4:{\"a\":1}\r", "5:last");
        assertThat(read("{}\n")).containsExactly("1:{}");
        assertThat(read("")).isEmpty();
        assertThat(new ImportLines(null).next()).isEmpty();
    }

    @Test
    void dropsTheByteOrderMarkOfEachJoinedFile() throws IOException {
        assertThat(read("\uFEFF{\"a\":1}\r\n\uFEFF{}\n\uFEFF\n{\"b\":\"\uFEFF\"}"))
                .containsExactly("1:{\"a\":1}\r", "2:{}", "3:blank", "4:{\"b\":\"\uFEFF\"}");
        assertThat(read("\uFEFF")).containsExactly("1:blank");
    }

    @Test
    void continuesAfterALineThatIsTooLong() throws IOException {
        String longest = "x".repeat(ImportLines.MAX_LENGTH);
        assertThat(read(longest + "\n" + longest + "x\n" + "y".repeat(5_000_000) + "\n{}"))
                .containsExactly("1:" + longest, "2:too long", "3:too long", "4:{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "\n", "", " {", "\r\n", "nonsense", "\uFEFF{}"})
    void recognizesText(String body) throws IOException {
        ImportLines lines = new ImportLines(stream(body));
        assertThat(lines.startsAsText()).isTrue();
        assertThat(lines.next().map(line -> new String(line.bytes(), StandardCharsets.UTF_8)))
                .isEqualTo(
                        body.isEmpty()
                                ? Optional.empty()
                                : Optional.of(body.replace("\n", "").replace("\uFEFF", "")));
    }

    @Test
    void recognizesWhatIsNotText() throws IOException {
        assertThat(new ImportLines(new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8})).startsAsText())
                .isFalse();
        for (Charset utf16 : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            assertThat(new ImportLines(new ByteArrayInputStream("{}".getBytes(utf16))).startsAsText())
                    .isFalse();
        }
    }

    private static List<String> read(String body) throws IOException {
        ImportLines lines = new ImportLines(stream(body));
        List<String> read = new ArrayList<>();
        for (Optional<ImportLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            ImportLines.Line one = line.get();
            read.add(one.number() + ":"
                    + (one.isTooLong()
                            ? "too long"
                            : one.isBlank() ? "blank" : new String(one.bytes(), StandardCharsets.UTF_8)));
        }
        return read;
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
