package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What connections share, and what each has of its own. */
class RequestMemoryTest {

    private static final int KIB = 1024;

    private final RequestMemory memory = new RequestMemory(100 * KIB);

    private static byte[] request(int contentBytes) {
        byte[] request = new byte[6 + contentBytes];
        request[0] = 0x30;
        request[1] = (byte) 0x84;
        request[2] = (byte) (contentBytes >>> 24);
        request[3] = (byte) (contentBytes >>> 16);
        request[4] = (byte) (contentBytes >>> 8);
        request[5] = (byte) contentBytes;
        // A message ID, and an operation that does not matter.
        System.arraycopy(new byte[] {2, 1, 1, 0x63}, 0, request, 6, 4);
        return request;
    }

    private static InputStream requests(byte[]... requests) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] request : requests) {
            all.writeBytes(request);
        }
        return new ByteArrayInputStream(all.toByteArray());
    }

    private void assertNothingIsHeld() throws RequestMemoryException {
        RequestMemory.Share everything = memory.newShare();
        everything.take(RequestMemory.OWN_BYTES + 100 * KIB);
        everything.giveBackAll();
    }

    @Test
    void smallRequestsAreReadWhileAllSharedMemoryIsHeld() throws Exception {
        memory.newShare().take(RequestMemory.OWN_BYTES + 100 * KIB);
        Inbox inbox = new Inbox(requests(request(15 * KIB)), 256 * KIB, memory.newShare());

        assertThat(inbox.next(inbox.await())).hasSize(15 * KIB + 6);
    }

    @Test
    void aLongRequestHoldsMemoryUntilItIsGivenBack() throws Exception {
        RequestMemory.Share share = memory.newShare();
        Inbox inbox = new Inbox(requests(request(80 * KIB)), 256 * KIB, share);
        byte[] request = inbox.next(inbox.await());
        Inbox other = new Inbox(requests(request(80 * KIB)), 256 * KIB, memory.newShare());

        assertThatThrownBy(() -> other.next(other.await())).isInstanceOf(RequestMemoryException.class);

        share.giveBack(request.length);
        assertThat(new Inbox(requests(request(80 * KIB)), 256 * KIB, memory.newShare()).next(0x30))
                .isNotNull();
    }

    @Test
    void aConnectionThatEndsInTheMiddleOfARequestGivesEverythingBack() throws Exception {
        RequestMemory.Share share = memory.newShare();
        byte[] half = new byte[50 * KIB];
        System.arraycopy(request(80 * KIB), 0, half, 0, half.length);
        Inbox inbox = new Inbox(requests(half), 256 * KIB, share);

        assertThatThrownBy(() -> inbox.next(inbox.await())).isInstanceOf(EOFException.class);
        assertThatThrownBy(this::assertNothingIsHeld).isInstanceOf(RequestMemoryException.class);

        share.giveBackAll();
        assertNothingIsHeld();
    }

    /** Each of them is smaller than what a connection has of its own. */
    @Test
    void requestsThatAreReadAheadCount() throws Exception {
        byte[] request = request(12 * KIB);
        RequestMemory.Share share = memory.newShare();
        Inbox inbox = new Inbox(
                requests(request, request, request, request, request, request, request, request), 256 * KIB, share);

        assertThat(inbox.isAbandoned(9)).isFalse();
        assertThatThrownBy(this::assertNothingIsHeld).isInstanceOf(RequestMemoryException.class);
        for (int i = 0; i < 8; i++) {
            share.giveBack(inbox.next(inbox.await()).length);
        }
        assertNothingIsHeld();
        Inbox more = new Inbox(
                requests(request, request, request, request, request, request, request, request, request, request),
                256 * KIB,
                share);
        assertThatThrownBy(() -> more.isAbandoned(9)).isInstanceOf(RequestMemoryException.class);
    }
}
