package org.apppasswords.keycloak.localization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaturalOrderTest {

    private static final List<String> SORTED = List.of(
            "",
            "2nd floor",
            "10th floor",
            "Äther",
            "Calendar",
            "calendar 2",
            "Mail",
            "Mail (campus)",
            "Mail (IMAP)",
            "Mail 1",
            "mail 2",
            "Mail 2.5",
            "Mail 10",
            "Mail 99999999999999999999999",
            "Mail 100000000000000000000000",
            "Wiki",
            "Ωmega",
            "メール");

    @RepeatedTest(20)
    void anyOrderIsSortedTheSameWay() {
        List<String> names = new ArrayList<>(SORTED);
        Collections.shuffle(names, new Random());

        names.sort(new NaturalOrder());

        assertThat(names).containsExactlyElementsOf(SORTED);
    }

    @ParameterizedTest
    @CsvSource({"a, A", "Mail 2, Mail 02", "e, é", "Mail ٢, Mail 2"})
    void namesThatDifferAreNeverEqual(String one, String other) {
        NaturalOrder order = new NaturalOrder();

        assertThat(order.compare(one, other)).isNotZero();
        assertThat(Integer.signum(order.compare(one, other))).isEqualTo(-Integer.signum(order.compare(other, one)));
        assertThat(order.compare(one, one)).isZero();
    }

    /** Sorting fails for an order with a cycle. */
    @Test
    void theOrderHasNoCycle() {
        NaturalOrder order = new NaturalOrder();
        List<String> names = List.of("5", "٣", "12", "a", "-", "é", "メ", "5a", "a5", "٣a", "");
        for (String one : names) {
            for (String two : names) {
                for (String three : names) {
                    if (order.compare(one, two) < 0 && order.compare(two, three) < 0) {
                        assertThat(order.compare(one, three))
                                .as("%s, %s, %s", one, two, three)
                                .isNegative();
                    }
                }
            }
        }
    }

    @Test
    void digitsOfEveryScriptAreNumbers() {
        assertThat(new NaturalOrder().compare("Mail ٩", "Mail 10")).isNegative();
        assertThat(new NaturalOrder().compare("Mail １０", "Mail 9")).isPositive();
    }
}
