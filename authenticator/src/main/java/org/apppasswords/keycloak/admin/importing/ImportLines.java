package org.apppasswords.keycloak.admin.importing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Lines as they arrive, one at a time: what is kept of a body does not grow with it. */
final class ImportLines {

    /** Many times what an app password needs. Unit: bytes. */
    static final int MAX_LENGTH = 16_384;

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

        /** From 1 on; blank lines count. */
        int number() {
            return number;
        }

        /** Without its end. */
        byte[] bytes() {
            return bytes.clone();
        }

        /** Whether it was longer than {@value #MAX_LENGTH} bytes; then nothing of it was kept. */
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

        /** Never what is in it. */
        @Override
        public String toString() {
            return "Line[" + number + "]";
        }
    }

    /** Whether the body begins as text does: something packed or encrypted does not. Waits for its first bytes. */
    boolean startsAsText() throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == -1 || first == '\t' || first == '\n' || first == '\r' || (first >= ' ' && first < 0x7F);
    }

    /** The next line; empty after the last. */
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
        return Optional.of(new Line(number, tooLong ? new byte[0] : bytes.toByteArray(), tooLong));
    }

    /** The number of the line that was read last; 0 before the first. */
    int number() {
        return number;
    }

    /** Reads on to the end: who is still sending may not listen yet. */
    void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
