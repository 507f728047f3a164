package org.apppasswords.keycloak.localization;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The order of names as people expect it: case and accents matter only between names that are otherwise equal, and
 * numbers are compared by their value, so that <i>Mail 2</i> comes before <i>Mail 10</i>. The same in every language,
 * because names of services may be in any.
 */
public final class NaturalOrder implements Comparator<String> {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private static final Comparator<String> TIES =
            String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

    @Override
    public int compare(String one, String other) {
        int byLetters = new Comparison(fold(one), fold(other)).result();
        return byLetters != 0 ? byLetters : TIES.compare(one, other);
    }

    private static String fold(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** Walks through both texts, character by character and number by number. */
    private static final class Comparison {

        private final String one;
        private final String other;
        private int inOne;
        private int inOther;

        Comparison(String one, String other) {
            this.one = one;
            this.other = other;
        }

        int result() {
            while (inOne < one.length() && inOther < other.length()) {
                int here = one.codePointAt(inOne);
                int there = other.codePointAt(inOther);
                int difference = Character.isDigit(here) && Character.isDigit(there)
                        ? compareNumbers()
                        : compareCharacters(here, there);
                if (difference != 0) {
                    return difference;
                }
            }
            return Integer.compare(one.length() - inOne, other.length() - inOther);
        }

        private int compareCharacters(int here, int there) {
            inOne += Character.charCount(here);
            inOther += Character.charCount(there);
            return Integer.compare(rank(here), rank(there));
        }

        // Digits of every script have the place of ASCII digits: otherwise, the order would have cycles.
        private static int rank(int character) {
            return Character.isDigit(character) ? '0' : character;
        }

        // As text, because a name may contain a number of any length. Without leading zeros, the longer one is larger.
        private int compareNumbers() {
            String left = number(one, inOne);
            String right = number(other, inOther);
            inOne += left.length();
            inOther += right.length();
            String leftDigits = digits(left);
            String rightDigits = digits(right);
            int byLength = Integer.compare(leftDigits.length(), rightDigits.length());
            return byLength != 0 ? byLength : leftDigits.compareTo(rightDigits);
        }

        private static String number(String text, int start) {
            int end = start;
            while (end < text.length() && Character.isDigit(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            return text.substring(start, end);
        }

        // In ASCII, because scripts have digits of their own.
        private static String digits(String number) {
            StringBuilder digits = new StringBuilder();
            number.codePoints().map(Character::getNumericValue).forEach(digits::append);
            int zeros = 0;
            while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
                zeros++;
            }
            return digits.substring(zeros);
        }
    }
}
