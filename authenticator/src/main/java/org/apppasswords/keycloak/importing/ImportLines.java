package org.apppasswords.keycloak.importing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a body, read one at a time, so that memory does not grow with the body. */
final class ImportLines {

    /** Far more than an app password needs. Unit: bytes. */
    static final int MAX_LENGTH = 16_384;

    /** In UTF-8, one character for each byte. Programs on Windows put it before a file, so it also begins joined files. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private final BufferedInputStream in;
    private int number;

    ImportLines(InputStream body) {
        this.in = new BufferedInputStream(body == null ? InputStream.nullInputStream() : body, MAX_LENGTH);
    }

    /** One line. */
    static final class Line {

        private final int number;
        private final byte[] bytes;
        private final boolean tooLong;

        private Line(int number, byte[] bytes, boolean tooLong) {
            this.number = number;
            this.bytes = bytes;
            this.tooLong = tooLong;
        }

        /** Returns the number of the line, starting at 1; blank lines count. */
        int number() {
            return number;
        }

        /** Returns the line without its end, and without a byte order mark. */
        byte[] bytes() {
            return bytes.clone();
        }

        /** Returns whether the line was longer than {@value #MAX_LENGTH} bytes; its content is dropped then. */
        boolean isTooLong() {
            return tooLong;
        }

        boolean isBlank() {
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return !tooLong;
        }

        /** Leaves out the content, which can contain a hash. */
        @Override
        public String toString() {
            return "Line[" + number + "]";
        }
    }

    /**
     * Returns whether the body starts with text, not with compressed or encrypted data, or with UTF-16. Waits for the
     * first byte.
     */
    boolean startsAsText() throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == -1
                || first == BYTE_ORDER_MARK.charAt(0)
                || first == '\t'
                || first == '\n'
                || first == '\r'
                || (first >= ' ' && first < 0x7F);
    }

    /** Returns the next line; empty after the last one. */
    Optional<Line> next() throws IOException {
        int b = in.read();
        if (b == -1) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean tooLong = false;
        while (b != -1 && b != '\n') {
            if (bytes.size() == MAX_LENGTH) {
                tooLong = true;
            } else {
                bytes.write(b);
            }
            b = in.read();
        }
        number++;
        return Optional.of(new Line(number, tooLong ? new byte[0] : withoutByteOrderMark(bytes), tooLong));
    }

    private static byte[] withoutByteOrderMark(ByteArrayOutputStream bytes) {
        byte[] line = bytes.toByteArray();
        int mark = BYTE_ORDER_MARK.length();
        return line.length >= mark && new String(line, 0, mark, StandardCharsets.ISO_8859_1).equals(BYTE_ORDER_MARK)
                ? Arrays.copyOfRange(line, mark, line.length)
                : line;
    }

    /** Returns the number of the last line that was read; 0 before the first one. */
    int number() {
        return number;
    }

    /** Reads to the end, because a program that is still sending may not read the answers yet. */
    void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
