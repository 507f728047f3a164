package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apppasswords.keycloak.secret.SaltedHash;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;

/**
 * Parsed JSON of a user's app passwords, kept with the user in Keycloak's user cache. A mail program signs in every few
 * minutes, and each sign-in compares all app passwords of the user, so each text is parsed only once.
 *
 * <p>The key is the text itself, so an entry cannot be outdated.
 */
public final class ParsedCredentialCache {

    private static final String KEY = "app-passwords.parsed";

    /** More texts than a user has at one time. A full cache is cleared. */
    private static final int MAX_ENTRIES = 200;

    private static final Duration EXPIRY_CHECK_INTERVAL = Duration.ofMinutes(1);

    private final Map<String, AppPasswordData> data = new ConcurrentHashMap<>();
    private final Map<String, Optional<Secret>> secrets = new ConcurrentHashMap<>();
    private volatile StoredHashes hashes = StoredHashes.NONE;
    private volatile Instant expiryCheckedAt = Instant.EPOCH;

    /**
     * The parsed {@code secretData}.
     *
     * @param salted decoded hash of an app password created here; empty for an imported one
     */
    record Secret(Verifier verifier, Optional<SaltedHash> salted) {

        private static Secret of(Verifier verifier) {
            return new Secret(verifier, SaltedHash.of(verifier));
        }
    }

    /** Returns the cache of this user; a new one if the user does not come from the user cache. */
    @SuppressWarnings("unchecked") // Keycloak's map has no types.
    public static ParsedCredentialCache of(UserModel user) {
        return user instanceof CachedUserModel cached
                ? (ParsedCredentialCache)
                        cached.getCachedWith().computeIfAbsent(KEY, key -> new ParsedCredentialCache())
                : new ParsedCredentialCache();
    }

    /** Returns the decoded hashes of all credentials of the user. */
    StoredHashes hashes(List<CredentialModel> stored) {
        StoredHashes known = hashes;
        if (!known.areOf(stored)) {
            known = StoredHashes.of(stored, this);
            hashes = known;
        }
        return known;
    }

    /** Returns true at most once a minute. */
    boolean isExpiryCheckDue(Instant now) {
        // In both directions: the clock can be set back.
        if (Duration.between(expiryCheckedAt, now).abs().compareTo(EXPIRY_CHECK_INTERVAL) < 0) {
            return false;
        }
        expiryCheckedAt = now;
        return true;
    }

    AppPasswordData data(String credentialData) {
        return credentialData == null
                ? AppPasswordData.parse(null)
                : parsed(data, credentialData, AppPasswordData::parse);
    }

    /** Returns the verifier, also decoded; empty if the text is not the JSON of one. */
    Optional<Secret> secret(String secretData) {
        return secretData == null ? Optional.empty() : parsed(secrets, secretData, ParsedCredentialCache::parse);
    }

    private static <T> T parsed(Map<String, T> known, String text, Function<String, T> parse) {
        T value = known.get(text);
        if (value == null) {
            if (known.size() >= MAX_ENTRIES) {
                known.clear();
            }
            value = parse.apply(text);
            known.put(text, value);
        }
        return value;
    }

    private static Optional<Secret> parse(String secretData) {
        try {
            JsonNode json = Json.MAPPER.readTree(secretData);
            return Optional.of(
                    Secret.of(new Verifier(text(json, "algorithm"), text(json, "salt"), text(json, "hash"))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).textValue();
    }
}
