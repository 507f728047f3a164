package org.apppasswords.keycloak.it.support.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Searches logs and other text for secrets, in each encoding in which the tested protocols send them: as typed, in forms,
 * and in Base64 inside longer text, such as {@code user:password} of HTTP Basic and {@code \0user\0password} of SASL PLAIN.
 */
public final class SecretTraces {

    private SecretTraces() {}

    /** Returns which of these secrets the text contains, and in which encoding; empty if none. */
    public static List<String> in(String text, String... secrets) {
        return in(text, Arrays.asList(secrets));
    }

    /** Returns which of these secrets the text contains, and in which encoding; empty if none. */
    public static List<String> in(String text, List<String> secrets) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        for (String secret : secrets) {
            if (secret.length() < 6) {
                throw new IllegalArgumentException("would also be found elsewhere: " + secret);
            }
            if (typed(secret).matcher(lowerCase).find()) {
                found.add(secret + " as typed");
            }
            encodings(secret).forEach((encoding, encoded) -> {
                if (encoding.startsWith("Base64") ? text.contains(encoded) : lowerCase.contains(encoded)) {
                    found.add(secret + " in " + encoding + ": " + encoded);
                }
            });
        }
        return found;
    }

    /** In upper or lower case, and with separators between its groups, such as the hyphens that Keycloak shows. */
    private static Pattern typed(String secret) {
        return Pattern.compile(secret.toLowerCase(Locale.ROOT)
                .chars()
                .mapToObj(letter -> Pattern.quote(Character.toString(letter)))
                .collect(Collectors.joining("[-\u2010\u2011\\s]?")));
    }

    private static Map<String, String> encodings(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Map<String, String> encodings = new LinkedHashMap<>();
        for (int before = 0; before < 3; before++) {
            encodings.put("Base64 after " + before, inBase64(bytes, before, Base64.getEncoder()));
            encodings.put("Base64 for URLs after " + before, inBase64(bytes, before, Base64.getUrlEncoder()));
        }
        encodings.put(
                "a form", URLEncoder.encode(secret, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
        encodings.put("hexadecimal digits", HexFormat.of().formatHex(bytes));
        encodings.put("hexadecimal bytes", HexFormat.ofDelimiter(" ").formatHex(bytes));
        return encodings;
    }

    /** Returns the characters that depend on the secret alone, if that many bytes (modulo 3) precede it. */
    private static String inBase64(byte[] secret, int before, Base64.Encoder encoder) {
        byte[] bytes = new byte[before + secret.length];
        System.arraycopy(secret, 0, bytes, before, secret.length);
        int first = (before * 8 + 5) / 6;
        int end = bytes.length * 8 / 6;
        return encoder.encodeToString(bytes).substring(first, end);
    }
}
