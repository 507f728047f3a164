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
