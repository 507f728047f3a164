package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetainedEntriesTest {

    @Test
    void allConnectionsTogetherKeep50000Entries() {
        RetainedEntries entries = new RetainedEntries();

        assertThat(entries.retain(40_000)).isTrue();
        assertThat(entries.retain(10_001)).isFalse();
        assertThat(entries.retain(10_000)).isTrue();
        assertThat(entries.retain(1)).isFalse();

        entries.release(10_000);

        assertThat(entries.retain(1)).isTrue();
    }
}
