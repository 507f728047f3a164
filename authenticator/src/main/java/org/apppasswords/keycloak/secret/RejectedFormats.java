package org.apppasswords.keycloak.secret;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Hash formats that are known but not accepted, so that the rejection can name them. */
final class RejectedFormats {

    private static final String WEAK = "too weak to import";
    private static final String UNSUPPORTED = "not supported";
    private static final String ACCEPTED =
            ". Accepted: bcrypt, Argon2id, Argon2i, PBKDF2, SHA512-crypt, SHA256-crypt, SSHA256, SSHA512";

    /** A format without a scheme in braces, recognized by its first characters or by its length. */
    private record Format(String name, String reason, Pattern pattern) {

        private static Format weak(String name, String regex) {
            return new Format(name, WEAK, Pattern.compile(regex, Pattern.DOTALL));
        }

        private static Format unsupported(String name, String regex) {
            return new Format(name, UNSUPPORTED, Pattern.compile(regex, Pattern.DOTALL));
        }
    }

    private static final List<Format> FORMATS = List.of(
            Format.weak("MD5-crypt ($1$)", "\\$1\\$.*"),
            Format.weak("MD5-crypt of Apache ($apr1$)", "\\$apr1\\$.*"),
            Format.weak("MD5-crypt of Sun ($md5)", "\\$md5[$,].*"),
            Format.weak("NTLM ($3$)", "\\$3\\$.*"),
            Format.weak("phpass ($P$ or $H$)", "\\$[PH]\\$.*"),
            Format.weak("DES-crypt", "[./0-9A-Za-z]{13}"),
            Format.weak("extended DES-crypt", "_[./0-9A-Za-z]{19}"),
            Format.weak("the hash of MySQL", "\\*[0-9A-Fa-f]{40}"),
            Format.weak("LM and NTLM", "[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}"),
            Format.weak("MD5 or NTLM without a salt", "[0-9A-Fa-f]{32}"),
            Format.weak("SHA-1 without a salt", "[0-9A-Fa-f]{40}"),
            Format.weak("SHA-256 without a salt", "[0-9A-Fa-f]{64}"),
            Format.weak("SHA-512 without a salt", "[0-9A-Fa-f]{128}"),
            Format.unsupported("SHA1-crypt ($sha1$)", "\\$sha1\\$.*"),
            Format.unsupported("yescrypt ($y$)", "\\$y\\$.*"),
            Format.unsupported("gost-yescrypt ($gy$)", "\\$gy\\$.*"),
            Format.unsupported("scrypt ($7$)", "\\$7\\$.*"),
            Format.unsupported("scrypt ($scrypt$)", "\\$scrypt\\$.*"),
            Format.unsupported("Argon2d", "\\$argon2d\\$.*"),
            Format.unsupported("faulty bcrypt ($2x$)", "\\$2x\\$.*"),
            Format.unsupported("the first version of bcrypt ($2$)", "\\$2\\$.*"),
            Format.unsupported("bcrypt-sha256", "\\$bcrypt-sha256\\$.*"));

    private static final Set<String> PLAINTEXT_SCHEMES =
            Set.of("PLAIN", "CLEAR", "CLEARTEXT", "PLAINTEXT", "PLAIN-TRUNC");

    /** The encoding, which Dovecot accepts after each scheme. */
    private static final Pattern ENCODING = Pattern.compile("\\.(?:HEX|B64|BASE64)");

    private static final Set<String> WEAK_SCHEMES = Set.of(
            "SSHA",
            "SHA",
            "SHA1",
            "SHA256",
            "SHA512",
            "SMD5",
            "MD5",
            "MD5-CRYPT",
            "LDAP-MD5",
            "PLAIN-MD4",
            "PLAIN-MD5",
            "CRAM-MD5",
            "HMAC-MD5",
            "DIGEST-MD5",
            "DES-CRYPT",
            "LANMAN",
            "LM",
            "NTLM",
            "NT");

    private RejectedFormats() {}

    /** @throws UnsupportedHashException if this is a hash, without a scheme, in a format that is not accepted */
    static void check(String text) throws UnsupportedHashException {
        for (Format format : FORMATS) {
            if (format.pattern().matcher(text).matches()) {
                throw rejection(format.name() + " is " + format.reason());
            }
        }
    }

    /** Returns the rejection of a hash after this scheme, in capital letters. */
    static UnsupportedHashException ofScheme(String scheme) {
        String name = ENCODING.matcher(scheme).replaceFirst("");
        return PLAINTEXT_SCHEMES.contains(name)
                ? rejection("this is a plaintext password, not a hash")
                : rejection("the scheme " + scheme + " is " + (WEAK_SCHEMES.contains(name) ? WEAK : UNSUPPORTED));
    }

    /** Returns the rejection of a salted hash that does not have a salt. */
    static UnsupportedHashException withoutSalt() {
        return rejection("a hash without a salt is " + WEAK);
    }

    /** Returns the rejection of any other text. */
    static UnsupportedHashException unknown() {
        return rejection("the format is not known");
    }

    private static UnsupportedHashException rejection(String reason) {
        return new UnsupportedHashException(reason + ACCEPTED);
    }
}
