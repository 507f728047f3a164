package org.apppasswords.keycloak.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.apppasswords.keycloak.inventory.InventoryPosition.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryPositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"3f1c", "f:directory:alice", "f:directory:line\nbreak", "f:directory:\u7530\u4e2d"})
    void readsItsOwnText(String userId) {
        InventoryPosition position = new InventoryPosition(Table.FEDERATED, userId, "8a2b");

        assertThat(InventoryPosition.read(position.write())).contains(position);
    }

    @Test
    void readsBothTables() {
        InventoryPosition position = new InventoryPosition(Table.LOCAL, "user", "id");

        assertThat(InventoryPosition.read(position.write())).contains(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "LOCAL", "LOCAL\nid", "LOCAL\nid\n", "LOCAL\n\nuser", "OTHER\nid\nuser", "local\nid\nuser"})
    void rejectsOtherText(String text) {
        assertThat(InventoryPosition.read(text)).isEmpty();
    }
}
