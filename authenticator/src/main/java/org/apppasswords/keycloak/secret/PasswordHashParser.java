package org.apppasswords.keycloak.secret;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the hash formats of other systems. */
public final class PasswordHashParser {

    /** Longer than any supported format needs. Unit: characters. */
    private static final int MAX_LENGTH = 512;

    /** The scheme prefix of Dovecot's {@code doveadm pw}, and of directories by RFC 2307. */
    private static final Pattern SCHEME = Pattern.compile("\\{([A-Za-z0-9./-]{1,32})}(.*)", Pattern.DOTALL);

    /** The version that Nextcloud's {@code Hasher} puts before the result of PHP's {@code password_hash}. */
    private static final Pattern NEXTCLOUD = Pattern.compile("[1-3]\\|(\\$.*)", Pattern.DOTALL);

    /** An app password of Stalwart, up to 0.15: {@code $app$}, its name in Base64, {@code $}, and the hash. */
    private static final Pattern STALWART = Pattern.compile("\\$app\\$[^$]*\\$(.*)", Pattern.DOTALL);

    private PasswordHashParser() {}

    /**
     * Reads a hash as other systems write it: after a scheme in braces, as in Dovecot and directories, or without one
     * if the first characters identify the format.
     *
     * @throws UnsupportedHashException if the format is unknown or too weak, if a limit is exceeded, or if this server
     *     lacks the library
     */
    public static ImportedHash parse(String written) throws UnsupportedHashException {
        if (written == null || written.isEmpty()) {
            throw new UnsupportedHashException("must not be empty");
        }
        if (written.length() > MAX_LENGTH) {
            throw new UnsupportedHashException("must not be longer than " + MAX_LENGTH + " characters");
        }
        // No format contains white space. Files with Windows line ends leave a carriage return after the hash.
        String text = written.strip();
        Matcher stalwart = STALWART.matcher(text);
        return withLibrary(ofText(stalwart.matches() ? stalwart.group(1) : text));
    }

    /**
     * Reads a hash as it is stored.
     *
     * @throws UnsupportedHashException as in {@link #parse}
     */
    public static ImportedHash parseStored(String algorithm, String text) throws UnsupportedHashException {
        if (algorithm == null || text == null || text.length() > MAX_LENGTH) {
            throw RejectedFormats.unknown();
        }
        return withLibrary(
                switch (algorithm) {
                    case Argon2Hash.ALGORITHM -> Argon2Hash.read(text);
                    case BcryptHash.ALGORITHM -> BcryptHash.read(text);
                    case Pbkdf2Hash.ALGORITHM -> Pbkdf2Hash.read(text);
                    case ShaCryptHash.SHA_512, ShaCryptHash.SHA_256 -> ShaCryptHash.read(algorithm, text);
                    case SaltedShaHash.SSHA_256, SaltedShaHash.SSHA_512 -> SaltedShaHash.read(algorithm, text);
                    default -> throw RejectedFormats.unknown();
                });
    }

    private static ImportedHash ofText(String text) throws UnsupportedHashException {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches()) {
            return ofScheme(scheme.group(1).toUpperCase(Locale.ROOT), scheme.group(2));
        }
        Matcher nextcloud = NEXTCLOUD.matcher(text);
        return ofPrefix(nextcloud.matches() ? nextcloud.group(1) : text);
    }

    private static ImportedHash ofScheme(String scheme, String rest) throws UnsupportedHashException {
        return switch (scheme) {
            case "BLF-CRYPT" -> BcryptHash.read(rest);
            case "SHA512-CRYPT" -> ShaCryptHash.read(ShaCryptHash.SHA_512, rest);
            case "SHA256-CRYPT" -> ShaCryptHash.read(ShaCryptHash.SHA_256, rest);
            case "CRYPT" -> ofPrefix(rest);
            case "ARGON2", "ARGON2I", "ARGON2ID" -> Argon2Hash.read(rest);
            case "PBKDF2" -> pbkdf2(rest);
            case "PBKDF2-SHA1" -> Pbkdf2Hash.readLdap("sha1", rest);
            case "PBKDF2-SHA256" -> Pbkdf2Hash.readLdap("sha256", rest);
            case "PBKDF2-SHA512" -> Pbkdf2Hash.readLdap("sha512", rest);
            case "SSHA256", "SSHA256.B64", "SSHA256.BASE64" -> SaltedShaHash.read(SaltedShaHash.SSHA_256, rest);
            case "SSHA512", "SSHA512.B64", "SSHA512.BASE64" -> SaltedShaHash.read(SaltedShaHash.SSHA_512, rest);
            case "SSHA256.HEX" -> SaltedShaHash.readHex(SaltedShaHash.SSHA_256, rest);
            case "SSHA512.HEX" -> SaltedShaHash.readHex(SaltedShaHash.SSHA_512, rest);
            default -> throw RejectedFormats.ofScheme(scheme);
        };
    }

    private static ImportedHash pbkdf2(String text) throws UnsupportedHashException {
        if (text.startsWith("$pbkdf2")) {
            return Pbkdf2Hash.read(text);
        }
        return text.startsWith("$") ? Pbkdf2Hash.readDovecot(text) : Pbkdf2Hash.readLdap("sha1", text);
    }

    private static ImportedHash ofPrefix(String text) throws UnsupportedHashException {
        RejectedFormats.check(text);
        if (text.startsWith("$2")) {
            return BcryptHash.read(text);
        }
        if (text.startsWith("$argon2")) {
            return Argon2Hash.read(text);
        }
        if (text.startsWith("$pbkdf2")) {
            return Pbkdf2Hash.read(text);
        }
        if (text.startsWith("$6$")) {
            return ShaCryptHash.read(ShaCryptHash.SHA_512, text);
        }
        if (text.startsWith("$5$")) {
            return ShaCryptHash.read(ShaCryptHash.SHA_256, text);
        }
        throw RejectedFormats.unknown();
    }

    private static ImportedHash withLibrary(ImportedHash hash) throws UnsupportedHashException {
        if (hash.library().isPresent()) {
            try {
                Class.forName(hash.library().get(), false, PasswordHashParser.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                throw new UnsupportedHashException(
                        "this server cannot check the format " + hash.algorithm() + ", as in FIPS mode");
            }
        }
        return hash;
    }
}
