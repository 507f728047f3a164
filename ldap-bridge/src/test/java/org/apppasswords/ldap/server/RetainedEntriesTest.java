package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetainedEntriesTest {

    private static final int MIB = 1024 * 1024;

    @Test
    void allConnectionsTogetherKeepEntriesUntilTheMemoryIsUsedUp() {
        RetainedEntries entries = new RetainedEntries(6 * MIB);

        assertThat(entries.retain(800L * RetainedEntries.ENTRY_BYTES)).isTrue();
        assertThat(entries.retain(225L * RetainedEntries.ENTRY_BYTES)).isFalse();
        assertThat(entries.retain(224L * RetainedEntries.ENTRY_BYTES)).isTrue();
        assertThat(entries.retain(1)).isFalse();

        entries.release(224L * RetainedEntries.ENTRY_BYTES);

        assertThat(entries.retain(RetainedEntries.DN_BYTES)).isTrue();
    }

    @Test
    void nothingCanBeKeptWhileTheMemoryIsUsedUp() {
        RetainedEntries entries = new RetainedEntries(MIB);

        assertThat(entries.retain(MIB)).isTrue();
        assertThat(entries.retain(0)).isTrue();
    }

    @Test
    void aSearchThatIsLargerThanAllMemoryIsNotKept() {
        assertThat(new RetainedEntries(MIB).retain(Long.MAX_VALUE / 2)).isFalse();
    }
}
