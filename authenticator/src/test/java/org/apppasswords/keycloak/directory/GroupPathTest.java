package org.apppasswords.keycloak.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupPathTest {

    @ParameterizedTest
    @CsvSource({"staff, staff", "a~1b, a/b", "~0, ~", "~01, ~1", "~00, ~0", "~0~1~0, ~/~"})
    void readsTheEscapesOfRfc6901(String escaped, String name) {
        assertThat(GroupPath.names(escaped)).containsExactly(name);
    }

    @Test
    void slashesSeparateNames() {
        assertThat(GroupPath.names("a~1b/c//d/")).isEqualTo(List.of("a/b", "c", "", "d", ""));
    }
}
