package org.apppasswords.keycloak.importing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.model.ImportedAppPassword;
import org.apppasswords.keycloak.model.TypedUsername;
import org.apppasswords.keycloak.rest.Required;
import org.apppasswords.keycloak.rest.StrictJson;
import org.apppasswords.keycloak.secret.ImportedHash;
import org.apppasswords.keycloak.secret.PasswordHashParser;
import org.apppasswords.keycloak.secret.UnsupportedHashException;
import org.keycloak.common.util.Time;

/**
 * One line of an import.
 *
 * @param username user name or e-mail address, as at a sign-in; empty if the ID is present
 * @param userId empty if the user name is present
 */
record ImportRequest(Optional<String> username, Optional<String> userId, ImportedAppPassword appPassword) {

    private record Fields(
            String username,
            String userId,
            @Required String name,
            @Required String hash,
            List<String> clients,
            List<String> networks,
            Instant createdAt,
            Instant expiresAt,
            Instant lastUsedAt) {}

    /** @throws ApiError if the line is not valid */
    static ImportRequest read(byte[] line) {
        Fields fields = StrictJson.readLine(line, Fields.class);
        if ((fields.username() == null) == (fields.userId() == null)) {
            throw ApiError.invalidRequest("username, userId: exactly one is required");
        }
        requirePast("createdAt", fields.createdAt());
        requirePast("lastUsedAt", fields.lastUsedAt());
        if (fields.expiresAt() != null && fields.expiresAt().isBefore(now())) {
            throw ApiError.invalidRequest("expiresAt: must not be in the past");
        }
        return new ImportRequest(
                // Files with Windows line ends leave a carriage return after the last field.
                Optional.ofNullable(TypedUsername.read(fields.username())),
                Optional.ofNullable(fields.userId()),
                new ImportedAppPassword(
                        fields.name(),
                        hash(fields.hash()),
                        fields.clients() == null ? Set.of() : Set.copyOf(fields.clients()),
                        fields.networks() == null ? List.of() : fields.networks(),
                        Optional.ofNullable(fields.createdAt()),
                        Optional.ofNullable(fields.expiresAt()),
                        Optional.ofNullable(fields.lastUsedAt())));
    }

    private static void requirePast(String field, Instant instant) {
        if (instant != null && instant.isAfter(now())) {
            throw ApiError.invalidRequest(field + ": must not be in the future");
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    private static ImportedHash hash(String written) {
        try {
            return PasswordHashParser.parse(written);
        } catch (UnsupportedHashException e) {
            throw ApiError.invalidRequest("hash: " + e.getMessage());
        }
    }
}
