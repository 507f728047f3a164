package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AppPasswordTest {

    @Test
    void has24LettersInSixGroupsOfFour() {
        AppPassword password = AppPassword.generate();

        assertThat(password.letters()).matches("[a-z]{24}");
        assertThat(password.groups()).hasSize(6).allMatch(group -> group.length() == 4);
        assertThat(password.display()).matches("[a-z]{4}(-[a-z]{4}){5}");
        assertThat(String.join("", password.groups())).isEqualTo(password.letters());
        assertThat(password.display().replace("-", "")).isEqualTo(password.letters());
    }

    @Test
    void isDifferentEachTime() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(AppPassword.generate().letters());
        }
        assertThat(seen).hasSize(10_000);
    }

    /**
     * Pearson's chi-squared test of each of the 24 positions and of neighbouring letters against the uniform
     * distribution. The bounds are the quantiles for one false alarm in 10^9 runs: 25 degrees of freedom for a
     * position (with 24 positions), 675 for pairs.
     */
    @Test
    void drawsEveryLetterUniformlyAtEveryPositionAndIndependently() {
        int draws = 20_000;
        int[][] byPosition = new int[AppPassword.LETTERS][26];
        int[] byPair = new int[26 * 26];
        for (int draw = 0; draw < draws; draw++) {
            String letters = AppPassword.generate().letters();
            for (int position = 0; position < letters.length(); position++) {
                byPosition[position][letters.charAt(position) - 'a']++;
                if (position % 2 == 1) {
                    byPair[(letters.charAt(position - 1) - 'a') * 26 + letters.charAt(position) - 'a']++;
                }
            }
        }
        for (int[] counts : byPosition) {
            assertThat(chiSquared(counts, draws / 26.0)).isLessThan(105);
        }
        assertThat(chiSquared(byPair, draws * 12 / 676.0)).isLessThan(925);
    }

    @Test
    void hidesTheLettersInText() {
        AppPassword password = AppPassword.generate();

        assertThat(password.toString()).doesNotContain(password.letters()).doesNotContain(password.display());
    }

    private static double chiSquared(int[] counts, double expected) {
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }
}
