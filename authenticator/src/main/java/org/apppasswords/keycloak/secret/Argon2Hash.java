package org.apppasswords.keycloak.secret;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id and Argon2i (RFC 9106), in the PHC string format. Argon2d, which is not meant for passwords, is rejected.
 */
final class Argon2Hash implements ImportedHash {

    static final String ALGORITHM = "argon2";

    /** Memory that one verification may use: 256 MiB, and at most a quarter of the server's. */
    static final int MAX_MEMORY_KIB =
            (int) Math.min(262_144, Runtime.getRuntime().maxMemory() / 4 / 1024);

    /** Memory that one verification may fill over all its iterations, which takes seconds. */
    static final long MAX_WORK_KIB = 1_048_576;

    static final int MAX_PARALLELISM = 16;

    private static final int MIN_MEMORY_KIB_PER_LANE = 8;
    private static final int MIN_SALT_BYTES = 8;
    private static final int MIN_HASH_BYTES = 16;
    private static final int MAX_BYTES = 64;
    private static final Pattern FORMAT = Pattern.compile("\\$argon2(id|i)\\$(?:v=(16|19)\\$)?"
            + "m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final String text;
    private final Cost cost;
    private final byte[] salt;
    private final byte[] hash;

    private Argon2Hash(String text, Cost cost, byte[] salt, byte[] hash) {
        this.text = text;
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    private record Cost(boolean hybrid, int version, int memoryKib, int iterations, int parallelism) {}

    static Argon2Hash read(String text) throws UnsupportedHashException {
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw new UnsupportedHashException("this is not a complete Argon2id or Argon2i hash");
        }
        Cost cost = new Cost(
                format.group(1).equals("id"),
                // The first version, 1.0, was written without a number.
                format.group(2) == null ? 16 : Integer.parseInt(format.group(2)),
                Integer.parseInt(format.group(3)),
                Integer.parseInt(format.group(4)),
                Integer.parseInt(format.group(5)));
        check(cost);
        return new Argon2Hash(
                text,
                cost,
                Base64Text.requireLength(Base64Text.decode(format.group(6)), MIN_SALT_BYTES, MAX_BYTES),
                Base64Text.requireLength(Base64Text.decode(format.group(7)), MIN_HASH_BYTES, MAX_BYTES));
    }

    private static void check(Cost cost) throws UnsupportedHashException {
        if (cost.parallelism() < 1 || cost.parallelism() > MAX_PARALLELISM) {
            throw new UnsupportedHashException("the Argon2 parallelism (p) must be between 1 and " + MAX_PARALLELISM);
        }
        if (cost.memoryKib() < MIN_MEMORY_KIB_PER_LANE * cost.parallelism() || cost.memoryKib() > MAX_MEMORY_KIB) {
            throw new UnsupportedHashException("the Argon2 memory (m) must be between " + MIN_MEMORY_KIB_PER_LANE
                    + " KiB for each lane and " + MAX_MEMORY_KIB + " KiB on this server");
        }
        if (cost.iterations() < 1 || (long) cost.iterations() * cost.memoryKib() > MAX_WORK_KIB) {
            throw new UnsupportedHashException("the Argon2 iterations (t) must be between 1 and "
                    + MAX_WORK_KIB / cost.memoryKib() + " for this memory");
        }
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public int memoryKib() {
        return cost.memoryKib();
    }

    @Override
    public Optional<String> library() {
        return Optional.of("org.bouncycastle.crypto.generators.Argon2BytesGenerator");
    }

    @Override
    public boolean matches(byte[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(cost.hybrid() ? Argon2Parameters.ARGON2_id : Argon2Parameters.ARGON2_i)
                        .withVersion(cost.version())
                        .withMemoryAsKB(cost.memoryKib())
                        .withIterations(cost.iterations())
                        .withParallelism(cost.parallelism())
                        .withSalt(salt)
                        .build());
        byte[] actual = new byte[hash.length];
        generator.generateBytes(password, actual);
        return MessageDigest.isEqual(hash, actual);
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "Argon2Hash[hidden]";
    }
}
