package org.apppasswords.keycloak.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UserPositionTest {

    @Test
    void readsItsOwnText() {
        for (UserPosition position : List.of(
                UserPosition.START,
                UserPosition.stored("3f1c"),
                UserPosition.stored("an imported ID\nwith a line break"),
                UserPosition.inDirectory("component", 0),
                UserPosition.inDirectory("component", 4711))) {
            assertThat(UserPosition.read(position.write())).isEqualTo(position);
        }
    }
}
