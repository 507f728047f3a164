package org.apppasswords.keycloak.secret;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells by what is written around a hash which format it has. */
final class PasswordHashParser {

    /** More than any of the formats needs. Unit: characters. */
    static final int MAX_LENGTH = 512;

    /** As Dovecot's {@code doveadm pw} writes it, and RFC 2307 for directories. */
    private static final Pattern SCHEME = Pattern.compile("\\{([A-Za-z0-9./-]{1,32})}(.*)", Pattern.DOTALL);

    /** The version that Nextcloud's {@code Hasher} puts before what PHP's {@code password_hash} made. */
    private static final Pattern NEXTCLOUD = Pattern.compile("[1-3]\\|(\\$.*)", Pattern.DOTALL);

    private PasswordHashParser() {}

    static ImportedHash read(String written) throws UnsupportedHashException {
        if (written == null || written.isEmpty()) {
            throw new UnsupportedHashException("must not be empty.");
        }
        if (written.length() > MAX_LENGTH) {
            throw new UnsupportedHashException("is longer than any that can be used.");
        }
        Matcher scheme = SCHEME.matcher(written);
        if (scheme.matches()) {
            return ofScheme(scheme.group(1).toUpperCase(Locale.ROOT), scheme.group(2));
        }
        Matcher nextcloud = NEXTCLOUD.matcher(written);
        return ofPrefix(nextcloud.matches() ? nextcloud.group(1) : written);
    }

    private static ImportedHash ofScheme(String scheme, String rest) throws UnsupportedHashException {
        return switch (scheme) {
            case "BLF-CRYPT" -> BcryptHash.read(rest);
            case "SHA512-CRYPT" -> Sha512CryptHash.read(rest);
            case "CRYPT" -> ofPrefix(rest);
            case "ARGON2", "ARGON2I", "ARGON2ID" -> Argon2Hash.read(rest);
            case "PBKDF2" -> rest.startsWith("$") ? Pbkdf2Hash.readDovecot(rest) : Pbkdf2Hash.readLdap("sha1", rest);
            case "PBKDF2-SHA1" -> Pbkdf2Hash.readLdap("sha1", rest);
            case "PBKDF2-SHA256" -> Pbkdf2Hash.readLdap("sha256", rest);
            case "PBKDF2-SHA512" -> Pbkdf2Hash.readLdap("sha512", rest);
            case "SSHA256", "SSHA256.B64", "SSHA256.BASE64" -> SaltedShaHash.read(SaltedShaHash.SSHA_256, rest);
            case "SSHA512", "SSHA512.B64", "SSHA512.BASE64" -> SaltedShaHash.read(SaltedShaHash.SSHA_512, rest);
            case "SSHA256.HEX" -> SaltedShaHash.readHex(SaltedShaHash.SSHA_256, rest);
            case "SSHA512.HEX" -> SaltedShaHash.readHex(SaltedShaHash.SSHA_512, rest);
            case "SSHA", "SMD5", "SHA", "SHA1", "MD5", "MD5-CRYPT", "LDAP-MD5", "PLAIN-MD5", "NTLM", "LANMAN" ->
                throw new UnsupportedHashException("is of the scheme " + scheme + ", which is too weak to be kept.");
            case "PLAIN", "CLEAR", "CLEARTEXT", "PLAINTEXT" ->
                throw new UnsupportedHashException("is no hash but a password.");
            default -> throw new UnsupportedHashException("is of the scheme " + scheme + ", which is not known here.");
        };
    }

    private static ImportedHash ofPrefix(String text) throws UnsupportedHashException {
        if (text.startsWith("$2")) {
            return BcryptHash.read(text);
        }
        if (text.startsWith("$argon2")) {
            return Argon2Hash.read(text);
        }
        if (text.startsWith("$6$")) {
            return Sha512CryptHash.read(text);
        }
        throw new UnsupportedHashException("is of no known format.");
    }
}
