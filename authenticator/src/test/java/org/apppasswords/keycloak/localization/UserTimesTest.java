package org.apppasswords.keycloak.localization;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTimesTest {

    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-12-31T22:30:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Europe/Berlin    | de | 31. Dezember 2026 | 23:30 MEZ
                    Asia/Tokyo       | ja | 2027年1月1日 | 7:30 JST
                    UTC              | de | 31. Dezember 2026 | 22:30 UTC
                    ' Asia/Tokyo '   | de | 1. Januar 2027 | 07:30 JST
                    """)
    void areInTheUsersZoneWithItsName(String zone, String language, String date, String time) {
        assertThat(UserTimes.of(zone, Locale.forLanguageTag(language)).text(BEFORE_MIDNIGHT))
                .startsWith(date)
                .endsWith(time);
    }

    /** In the night in which the clocks go back, half past two comes twice: the name of the zone tells them apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2026-10-25T00:30:00Z | 25. Oktober 2026 | 02:30 MESZ
                    2026-10-25T01:30:00Z | 25. Oktober 2026 | 02:30 MEZ
                    2026-03-29T00:59:00Z | 29. M\u00e4rz 2026 | 01:59 MEZ
                    2026-03-29T01:00:00Z | 29. M\u00e4rz 2026 | 03:00 MESZ
                    2028-02-28T23:30:00Z | 29. Februar 2028 | 00:30 MEZ
                    2028-02-29T22:30:00Z | 29. Februar 2028 | 23:30 MEZ
                    2028-02-29T23:30:00Z | 1. M\u00e4rz 2028 | 00:30 MEZ
                    """)
    void followClockChangesAndLeapDays(Instant instant, String date, String time) {
        assertThat(UserTimes.of("Europe/Berlin", Locale.GERMAN).text(instant))
                .startsWith(date)
                .endsWith(time);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Mars/Olympus", "../../etc/localtime", "<b>"})
    void areInTheServersZoneIfTheUsersIsUnknown(String zone) {
        assertThat(UserTimes.of(zone, Locale.GERMAN).text(BEFORE_MIDNIGHT))
                .isEqualTo(UserTimes.of(ZoneId.systemDefault().getId(), Locale.GERMAN)
                        .text(BEFORE_MIDNIGHT));
    }

    @Test
    void areInTheServersZoneWithoutAUser() {
        assertThat(UserTimes.of((String) null, Locale.ENGLISH).text(BEFORE_MIDNIGHT))
                .isNotBlank();
    }
}
