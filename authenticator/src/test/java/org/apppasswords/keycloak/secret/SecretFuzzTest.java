package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes typed and stored text: see {@code benchmarks/fuzz.sh}. A build runs only the inputs listed here. */
class SecretFuzzTest {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwx";
    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Verifier VERIFIER =
            new Verifier(Verifier.SHA_256, base64(SALT), base64(sha("SHA-256", SALT, ascii(LETTERS))));

    private static final String PASSWORD = "Grüße, 7!";

    /** By code unit: no character outside the basic plane is a separator. */
    private static final Pattern SEPARATORS = Pattern.compile("[-\\t\\n\\r[\\p{Z}\\p{Pd}&&[\\u0000-\\uffff]]\\u2212]");

    /** The same password in every format at its lowest cost, hashed without our own code. */
    private static final List<ImportedHash> HASHES = Stream.of(
                    OpenBSDBCrypt.generate("2b", PASSWORD.toCharArray(), SALT, 4),
                    argon2(),
                    pbkdf2(),
                    Sha2Crypt.sha512Crypt(PASSWORD.getBytes(StandardCharsets.UTF_8), "$6$rounds=1000$saltsalt"),
                    Sha2Crypt.sha256Crypt(PASSWORD.getBytes(StandardCharsets.UTF_8), "$5$rounds=1000$saltsalt"),
                    "{SSHA256}" + salted("SHA-256"),
                    "{SSHA512}" + salted("SHA-512"))
            .map(SecretFuzzTest::read)
            .toList();

    /** The cost of one verification, read from the stored text alone. */
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$.{53}");

    private static final Pattern ARGON2 =
            Pattern.compile("\\$argon2id?\\$(?:v=\\d+\\$)?m=(\\d+),t=(\\d+),p=(\\d+)\\$.*");
    private static final Pattern PBKDF2 = Pattern.compile("\\$pbkdf2-sha(\\d+)\\$i=(\\d+)\\$[^$]+\\$([^$]+)");
    private static final Pattern SHA_CRYPT = Pattern.compile("\\$[56]\\$(?:rounds=(\\d+)\\$)?.*");
    private static final Pattern SALTED = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    @MethodSource("typed")
    @FuzzTest
    void onlyTheSameLettersMatchInAnyNotation(@NotNull String input) {
        TypedPassword typed = TypedPassword.read(input);

        Optional<String> letters = lettersIn(input);
        assertThat(typed.isAppShaped()).isEqualTo(letters.isPresent());
        letters.ifPresent(expected -> assertThat(typed.letters()).isEqualTo(expected));
        assertThat(VERIFIER.matches(typed)).isEqualTo(letters.equals(Optional.of(LETTERS)));
        Verifier.matchDecoy(typed);
        assertThat(typed.toString()).isEqualTo("TypedPassword[hidden]");
        typed.exactly()
                .ifPresent(bytes ->
                        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(input));
    }

    static Stream<String> typed() {
        return Stream.of(
                LETTERS,
                "abcd-efgh-ijkl-mnop-qrst-uvwx",
                "Abcd efgh ijkl mnop qrst uvwx\n",
                "\u3000abcd\u2013efgh\u2014ijkl\u2212mnop\u00a0qrst\tuvwx\r",
                "ＡＢＣＤｅｆｇｈijklmnopqrstuvwx",
                "abcdefghijklmnopqrstuvw\u212a",
                "abcdefghijklmnopqrstuvwxy",
                "abcdefghijklmnopqrstuvw",
                LETTERS + "\0",
                LETTERS + "-".repeat(104),
                LETTERS + "-".repeat(105),
                "\ud800" + LETTERS);
    }

    @MethodSource("guesses")
    @FuzzTest
    void onlyTheImportedPasswordItselfMatches(@InRange(min = 0, max = 6) int format, @NotNull String input) {
        TypedPassword typed = TypedPassword.read(input);

        assertThat(typed.exactly()
                        .map(password -> HASHES.get(format).matches(password))
                        .orElse(false))
                .isEqualTo(input.equals(PASSWORD));
    }

    static Stream<Arguments> guesses() {
        return IntStream.range(0, HASHES.size())
                .boxed()
                .flatMap(format -> Stream.of(
                                PASSWORD,
                                "",
                                "Grüße, 7",
                                PASSWORD + PASSWORD,
                                PASSWORD + "\0",
                                PASSWORD + "x".repeat(80))
                        .map(input -> Arguments.of(format, input)));
    }

    @MethodSource("stored")
    @DictionaryEntries({"sha256", "bcrypt", "argon2", "pbkdf2", "sha512-crypt", "sha256-crypt", "ssha256", "ssha512"})
    @FuzzTest
    void aStoredHashIsWithinTheLimitsOrRejected(String algorithm, String salt, String hash, @NotNull String input) {
        Verifier verifier = new Verifier(algorithm, salt, hash);

        boolean matches = verifier.matches(TypedPassword.read(input));
        assertThat(matches)
                .isEqualTo(Verifier.SHA_256.equals(algorithm)
                        && lettersIn(input)
                                .map(letters -> isHashOf(salt, hash, letters))
                                .orElse(false));
        assertThat(verifier.toString()).isEqualTo("Verifier[" + algorithm + "]");
        verifier.imported().ifPresent(imported -> {
            assertThat(imported.algorithm()).isEqualTo(algorithm);
            assertUsable(imported, input);
        });
    }

    static Stream<Arguments> stored() {
        return Stream.concat(
                Stream.of(
                        Arguments.of("sha256", VERIFIER.salt(), VERIFIER.hash(), LETTERS),
                        Arguments.of("sha256", "", base64(sha("SHA-256", ascii(LETTERS))), LETTERS),
                        Arguments.of("sha256", VERIFIER.salt(), "", LETTERS),
                        Arguments.of("sha256", "é", "€", LETTERS),
                        Arguments.of(null, null, null, LETTERS)),
                HASHES.stream().map(hash -> Arguments.of(hash.algorithm(), null, hash.text(), PASSWORD)));
    }

    @MethodSource("written")
    @DictionaryEntries({
        "{BLF-CRYPT}",
        "{CRYPT}",
        "{SHA512-CRYPT}",
        "{ARGON2ID}",
        "{PBKDF2}",
        "{PBKDF2-SHA256}",
        "{SSHA256.HEX}",
        "$2b$04$",
        "$argon2id$v=19$",
        "m=8,t=1,p=1$",
        "$6$rounds=1000$",
        "$5$rounds=1000$",
        "$app$cGhvbmU=$",
        "1|",
        "rounds="
    })
    @FuzzTest
    void anImportedHashIsWithinTheLimitsOrRejected(@NotNull String written, @NotNull String password) {
        try {
            assertUsable(PasswordHashParser.parse(written), password);
        } catch (UnsupportedHashException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200);
            String secret = written.substring(
                    1 + Math.max(written.lastIndexOf('$'), Math.max(written.lastIndexOf('}'), written.indexOf('|'))));
            assertThat(secret.length() > 12 && e.getMessage().contains(secret))
                    .as(e.getMessage())
                    .isFalse();
        }
    }

    static Stream<Arguments> written() {
        return Stream.concat(
                        HASHES.stream()
                                .map(hash -> (hash.text().startsWith("$pbkdf2")
                                                        || hash.text().length() < 60
                                                ? "{" + hash.algorithm().toUpperCase(Locale.ROOT) + "}"
                                                : "")
                                        + hash.text()),
                        Stream.of(
                                "{PBKDF2}$1$d8krYNeKFG6Xi.ma$5000$1013639da116b525a2aa25f10d064fa94096ff94",
                                "{PBKDF2-SHA256}10$aYZUmK8gobMbxYCu077sOw$mBwpfDwP2iTcZebMnei0vW3fPyBybp2RqAaQOxG6Nfo",
                                "{SSHA256.HEX}" + "0f".repeat(40),
                                "{BLF-CRYPT}$2y$31$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO",
                                "$argon2id$v=19$m=999999999,t=999999999,p=16$c29tZXNhbHQtMTZieXRlcw$codMsqlhK08LGXGoAuwXS9N3",
                                "$6$rounds=999999999$saltsalt$" + "a".repeat(86),
                                "$app$cGhvbmU=$$6$rounds=1000$saltsalt$" + "a".repeat(86),
                                "$app$cGhvbmU=$" + LETTERS,
                                "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$pwHN5Gq2VGL5Ua5tARvvhqPBAiucmk67Qr2FC2/meR4",
                                "{PLAIN}" + LETTERS,
                                "x".repeat(513)))
                .map(written -> Arguments.of(written, PASSWORD));
    }

    private static void assertUsable(ImportedHash hash, String typed) {
        assertThat(hash.toString()).endsWith("Hash[hidden]");
        assertThat(Verifier.of(hash).imported().orElseThrow().text()).isEqualTo(hash.text());
        assertThat(Verifier.of(hash).matches(TypedPassword.read(typed))).isFalse();
        long milliseconds = cost(hash);
        assertThat(milliseconds).as("about %d ms for one check", milliseconds).isLessThan(10_000);
        assertThat(hash.memoryKib()).isLessThanOrEqualTo(262_144);
        if (milliseconds < 2) {
            TypedPassword.read(typed).exactly().ifPresent(hash::matches);
        }
    }

    // The order of magnitude on today's processors. Fails for a text in none of the formats.
    private static long cost(ImportedHash hash) {
        String text = hash.text();
        Matcher bcrypt = BCRYPT.matcher(text);
        if (bcrypt.matches()) {
            return (1L << Integer.parseInt(bcrypt.group(1))) / 16;
        }
        Matcher argon2 = ARGON2.matcher(text);
        if (argon2.matches()) {
            assertThat(Long.parseLong(argon2.group(1))).isEqualTo(hash.memoryKib());
            assertThat(Long.parseLong(argon2.group(3))).isLessThanOrEqualTo(16);
            return Long.parseLong(argon2.group(1)) * Long.parseLong(argon2.group(2)) / 200;
        }
        Matcher pbkdf2 = PBKDF2.matcher(text);
        if (pbkdf2.matches()) {
            int digestBytes = pbkdf2.group(1).equals("1") ? 20 : Integer.parseInt(pbkdf2.group(1)) / 8;
            int bytes = Base64.getDecoder().decode(pbkdf2.group(3)).length;
            return (bytes + digestBytes - 1) / digestBytes * Long.parseLong(pbkdf2.group(2)) / 500;
        }
        Matcher shaCrypt = SHA_CRYPT.matcher(text);
        if (shaCrypt.matches()) {
            return (shaCrypt.group(1) == null ? 5000 : Long.parseLong(shaCrypt.group(1))) / 800;
        }
        assertThat(SALTED.matcher(text).matches()).isTrue();
        return 0;
    }

    /** An independent implementation of the documented rules. */
    private static Optional<String> lettersIn(String input) {
        if (input.length() > 128) {
            return Optional.empty();
        }
        String rest = SEPARATORS.matcher(input).replaceAll("");
        return rest.matches("[A-Za-zＡ-Ｚａ-ｚ]{24}")
                ? Optional.of(Normalizer.normalize(rest, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static boolean isHashOf(String salt, String hash, String letters) {
        try {
            return Arrays.equals(
                    Base64.getDecoder().decode(hash),
                    sha("SHA-256", Base64.getDecoder().decode(salt), ascii(letters)));
        } catch (IllegalArgumentException | NullPointerException e) {
            return false;
        }
    }

    private static ImportedHash read(String written) {
        try {
            return written.startsWith("$pbkdf2")
                    ? PasswordHashParser.parseStored(Pbkdf2Hash.ALGORITHM, written)
                    : PasswordHashParser.parse(written);
        } catch (UnsupportedHashException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String argon2() {
        byte[] hash = new byte[16];
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(19)
                .withMemoryAsKB(8)
                .withIterations(1)
                .withParallelism(1)
                .withSalt(SALT)
                .build());
        generator.generateBytes(PASSWORD.getBytes(StandardCharsets.UTF_8), hash);
        return "$argon2id$v=19$m=8,t=1,p=1$" + unpadded(SALT) + "$" + unpadded(hash);
    }

    private static String pbkdf2() {
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), SALT, 1, 256))
                    .getEncoded();
            return "$pbkdf2-sha256$i=1$" + unpadded(SALT) + "$" + unpadded(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String salted(String algorithm) {
        byte[] hash = sha(algorithm, PASSWORD.getBytes(StandardCharsets.UTF_8), SALT);
        byte[] both = Arrays.copyOf(hash, hash.length + SALT.length);
        System.arraycopy(SALT, 0, both, hash.length, SALT.length);
        return base64(both);
    }

    private static byte[] sha(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            Arrays.stream(parts).forEach(digest::update);
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String unpadded(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
