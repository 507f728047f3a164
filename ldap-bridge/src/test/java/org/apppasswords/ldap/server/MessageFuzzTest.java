package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apppasswords.ldap.server.BerStructure.Check;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes what arrives: a message is read completely or not at all, and what is valid can be parsed without recursion. */
class MessageFuzzTest {

    private static final int MAX_LENGTH = 1000;

    @MethodSource("messages")
    @FuzzTest
    void aMessageIsReadOrRejected(byte @NotNull [] bytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        MessageReader reader = new MessageReader(in, MAX_LENGTH, new RequestMemory(0).newShare());
        byte[] message;
        try {
            int first = reader.awaitFirstByte();
            if (first < 0) {
                return;
            }
            message = reader.read(first);
        } catch (EOFException | MalformedMessageException e) {
            return;
        }
        assertThat(message).isEqualTo(Arrays.copyOf(bytes, message.length));
        assertThat(message.length).isLessThanOrEqualTo(MAX_LENGTH + 6);
        if (BerStructure.of(message).check() == Check.INVALID) {
            return;
        }
        try {
            MessageHead head = MessageHead.read(message);
            LDAPMessage parsed = LDAPMessage.readFrom(
                    new ASN1StreamReader(new ByteArrayInputStream(message), message.length), false);
            assertThat(head.messageId()).isEqualTo(parsed.getMessageID());
            assertThat(head.operation()).isEqualTo(parsed.getProtocolOpType());
        } catch (LDAPException | MalformedMessageException | NullPointerException e) {
            // The connection ends.
        }
    }

    static Stream<byte[]> messages() {
        return Stream.of(
                new byte[] {0x30, 12, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, (byte) 0x80, 0},
                new byte[] {0x30, 5, 2, 1, 1, 0x42, 0},
                new byte[] {0x30, 5, 2, 1, -1, 0x42, 0},
                new byte[] {0x30, 6, 2, 1, 2, 0x50, 1, 1},
                new byte[] {0x30, (byte) 0x82, 0, 5, 2, 1, 1, 0x42, 0},
                new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1},
                new byte[] {0x30, (byte) 0x80, 0, 0},
                new byte[] {0x30, 0},
                new byte[] {
                    0x30,
                    37,
                    2,
                    1,
                    3,
                    0x63,
                    32,
                    4,
                    0,
                    10,
                    1,
                    0,
                    10,
                    1,
                    0,
                    2,
                    1,
                    0,
                    2,
                    1,
                    0,
                    1,
                    1,
                    0,
                    (byte) 0x87,
                    11,
                    'o',
                    'b',
                    'j',
                    'e',
                    'c',
                    't',
                    'C',
                    'l',
                    'a',
                    's',
                    's',
                    0x30,
                    0
                });
    }
}
