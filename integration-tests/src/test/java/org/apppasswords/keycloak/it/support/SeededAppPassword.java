package org.apppasswords.keycloak.it.support;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.representations.idm.CredentialRepresentation;

/**
 * An app password that a test puts into the store itself, as a realm import would: in any state, and written down here
 * from the documentation, not by the code under test.
 */
public final class SeededAppPassword {

    private final String letters;
    private String name;
    private String data;
    private String secret;
    private Long createdDate = System.currentTimeMillis();

    private SeededAppPassword(String letters) {
        this.letters = letters;
        this.name = "seeded " + letters;
        this.data = data("[]", "null");
    }

    /** An app password of these 24 letters, for every service, without end. */
    public static SeededAppPassword of(String letters) {
        return new SeededAppPassword(letters);
    }

    public SeededAppPassword named(String newName) {
        name = newName;
        return this;
    }

    /** Limited to these services. */
    public SeededAppPassword clients(Set<String> clientIds) {
        data = data(clientIds.stream().map(id -> '"' + id + '"').collect(Collectors.joining(",", "[", "]")), "null");
        return this;
    }

    /** Ending at this time, in epoch milliseconds. */
    public SeededAppPassword expiringAt(long epochMillis) {
        data = data("[]", Long.toString(epochMillis));
        return this;
    }

    /** With this credential data, whatever it is. */
    public SeededAppPassword rawData(String json) {
        data = json;
        return this;
    }

    /** One that was imported: with the hash of another system in place of one made here. */
    public SeededAppPassword hashedElsewhere(String algorithm, String hash) {
        secret = "{\"algorithm\":\"%s\",\"salt\":null,\"hash\":\"%s\"}".formatted(algorithm, hash);
        return this;
    }

    public SeededAppPassword createdAt(long epochMillis) {
        createdDate = epochMillis;
        return this;
    }

    public CredentialRepresentation toRepresentation() {
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType("app-password");
        credential.setUserLabel(name);
        credential.setCreatedDate(createdDate);
        credential.setCredentialData(data);
        credential.setSecretData(
                secret == null
                        ? "{\"algorithm\":\"sha256\",\"salt\":\"%s\",\"hash\":\"%s\"}"
                                .formatted(base64(salt), base64(sha256(salt, letters)))
                        : secret);
        return credential;
    }

    private static String data(String clients, String expiresAt) {
        return """
                {"schemaVersion":1,"clients":%s,"expiresAt":%s,"lastUsedAt":null,"lastUsedFrom":null,\
                "lastUsedClient":null,"recentNetworks":[]}""".formatted(clients, expiresAt);
    }

    private static byte[] sha256(byte[] salt, String letters) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return digest.digest(letters.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
