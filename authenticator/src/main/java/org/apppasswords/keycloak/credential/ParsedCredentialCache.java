package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;

/**
 * What the stored JSON of a user's app passwords says. Each text is read once for as long as Keycloak has the user in its
 * cache: a mail program of somebody with 25 of them signs in every few minutes, and all 25 are compared each time.
 *
 * <p>Goes by the text itself, so that nothing outdated can come of it. Lives in the cached user, where Keycloak keeps the
 * same texts, and goes with it.
 */
public final class ParsedCredentialCache {

    private static final String KEY = "app-passwords.readings";

    /** More texts than a user has at a time. Beyond that, what is remembered is forgotten. */
    private static final int MOST = 200;

    private final Map<String, AppPasswordData> data = new ConcurrentHashMap<>();
    private final Map<String, Optional<Verifier>> verifiers = new ConcurrentHashMap<>();

    /** Those of this user; of one who is not from the cache, new ones. */
    @SuppressWarnings("unchecked") // Keycloak's map has no types.
    public static ParsedCredentialCache of(UserModel user) {
        return user instanceof CachedUserModel cached
                ? (ParsedCredentialCache)
                        cached.getCachedWith().computeIfAbsent(KEY, key -> new ParsedCredentialCache())
                : new ParsedCredentialCache();
    }

    AppPasswordData data(String credentialData) {
        return credentialData == null
                ? AppPasswordData.parse(null)
                : once(data, credentialData, AppPasswordData::parse);
    }

    /** Empty for what is not the JSON of a verifier. */
    Optional<Verifier> verifier(String secretData) {
        return secretData == null ? Optional.empty() : once(verifiers, secretData, ParsedCredentialCache::read);
    }

    private static <T> T once(Map<String, T> known, String text, Function<String, T> read) {
        T value = known.get(text);
        if (value == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            value = read.apply(text);
            known.put(text, value);
        }
        return value;
    }

    private static Optional<Verifier> read(String secretData) {
        try {
            JsonNode json = Json.MAPPER.readTree(secretData);
            return Optional.of(new Verifier(text(json, "algorithm"), text(json, "salt"), text(json, "hash")));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).textValue();
    }
}
