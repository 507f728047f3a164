package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EntryMemoryTest {

    private static final int MIB = 1024 * 1024;
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void allSearchesTogetherHoldEntriesUntilTheMemoryIsUsedUp() {
        EntryMemory memory = new EntryMemory(6 * MIB);
        EntryMemory.Share one = memory.newShare();
        EntryMemory.Share other = memory.newShare();

        assertThat(one.hold(800L * EntryMemory.ENTRY_BYTES)).isTrue();
        assertThat(other.hold(225L * EntryMemory.ENTRY_BYTES)).isFalse();
        assertThat(other.hold(224L * EntryMemory.ENTRY_BYTES)).isTrue();
        assertThat(one.hold(801L * EntryMemory.ENTRY_BYTES)).isFalse();

        assertThat(other.hold(223L * EntryMemory.ENTRY_BYTES)).isTrue();
        assertThat(one.hold(801L * EntryMemory.ENTRY_BYTES)).isTrue();
    }

    @Test
    void nothingCanBeHeldWhileTheMemoryIsUsedUp() {
        EntryMemory memory = new EntryMemory(MIB);

        assertThat(memory.newShare().hold(MIB)).isTrue();
        assertThat(memory.newShare().hold(0)).isTrue();
        assertThat(memory.newShare().hold(1)).isFalse();
    }

    @Test
    void aSearchThatIsLargerThanAllMemoryIsNotHeld() {
        assertThat(new EntryMemory(MIB).newShare().hold(Long.MAX_VALUE / 2)).isFalse();
    }

    @Test
    void aSearchWaitsForMemory() {
        EntryMemory memory = new EntryMemory(MIB);
        EntryMemory.Share first = memory.newShare();
        EntryMemory.Share second = memory.newShare();
        first.hold(MIB / 2);

        assertThat(second.await(MIB, Duration.ofMillis(1))).isFalse();

        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> second.await(MIB, LONG));
        first.hold(0);
        assertThat(waiting.join()).isTrue();
        assertThat(first.hold(1)).isFalse();
    }

    @Test
    void whoWantsMoreThanThereIsGetsAll() {
        EntryMemory memory = new EntryMemory(MIB);

        assertThat(memory.newShare().await(2 * MIB, LONG)).isTrue();
        assertThat(memory.newShare().hold(1)).isFalse();
    }

    /** Otherwise two searches that hold half of the memory each would wait for each other. */
    @Test
    void whoWaitsHoldsNothing() {
        EntryMemory memory = new EntryMemory(MIB);
        EntryMemory.Share share = memory.newShare();
        share.hold(MIB / 2);

        assertThat(share.await(MIB, LONG)).isTrue();
    }
}
