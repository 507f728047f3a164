package org.apppasswords.keycloak.admin.importing;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.model.ImportedAppPassword;
import org.apppasswords.keycloak.rest.JsonBody;
import org.apppasswords.keycloak.secret.ImportedHash;
import org.apppasswords.keycloak.secret.PasswordHashParser;
import org.apppasswords.keycloak.secret.UnsupportedHashException;
import org.keycloak.common.util.Time;

/**
 * What one line asks for.
 *
 * @param username user name or e-mail address, as at a sign-in; empty if the id is there
 * @param userId the user's id; empty if the name is there
 */
record ImportRequest(Optional<String> username, Optional<String> userId, ImportedAppPassword appPassword) {

    private static final Set<String> FIELDS =
            Set.of("username", "userId", "name", "hash", "clients", "createdAt", "expiresAt", "lastUsedAt");

    /** @throws ApiError if the line cannot be used */
    static ImportRequest read(byte[] line) {
        JsonBody json = JsonBody.ofLine(line);
        json.refuseOtherFieldsThan(FIELDS);
        Optional<String> username = json.text("username");
        Optional<String> userId = json.text("userId");
        if (username.isPresent() == userId.isPresent()) {
            throw ApiError.invalidRequest("username, userId: there must be one of them.");
        }
        return new ImportRequest(
                username,
                userId,
                new ImportedAppPassword(
                        json.requiredText("name"),
                        hash(json.requiredText("hash")),
                        Set.copyOf(json.texts("clients")),
                        past(json, "createdAt"),
                        future(json, "expiresAt"),
                        past(json, "lastUsedAt")));
    }

    private static ImportedHash hash(String written) {
        try {
            return PasswordHashParser.parse(written);
        } catch (UnsupportedHashException e) {
            throw ApiError.invalidRequest("hash: " + e.getMessage());
        }
    }

    private static Optional<Instant> past(JsonBody json, String field) {
        Optional<Instant> instant = json.instant(field);
        if (instant.filter(now()::isBefore).isPresent()) {
            throw ApiError.invalidRequest(field + ": must not be in the future.");
        }
        return instant;
    }

    private static Optional<Instant> future(JsonBody json, String field) {
        Optional<Instant> instant = json.instant(field);
        if (instant.filter(now()::isAfter).isPresent()) {
            throw ApiError.invalidRequest(field + ": must not be in the past.");
        }
        return instant;
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
