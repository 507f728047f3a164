package org.apppasswords.keycloak.credential;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.secret.ImportedHash;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.VerificationCache;
import org.keycloak.models.KeycloakSession;

/**
 * Compares what was typed with the hashes that came from other systems. Such a hash is slow on purpose, so this is the
 * one place that bounds what they may cost. One instance serves the whole server.
 */
public final class ImportedHashVerifier {

    /**
     * How many imported hashes of a user are tried: usable ones first, and the most recently used first among these.
     * The import does not allow more for a user, but a realm import can bring more.
     */
    public static final int MAX_TRIED = 10;

    private static final ExtensionLog LOG = ExtensionLog.of(ImportedHashVerifier.class);

    private static final Comparator<AppPasswordCredentialModel> LAST_USED_FIRST =
            Comparator.<AppPasswordCredentialModel, Instant>comparing(
                            credential -> credential.data().lastUsedAt().orElseGet(credential::createdAt))
                    .reversed();

    private static final Comparator<Candidate> USABLE_FIRST =
            Comparator.comparing(Candidate::usable).reversed();

    private final VerificationCache recentMatches = new VerificationCache();
    private final HashingBulkhead turns = new HashingBulkhead();

    ImportedHashVerifier() {}

    /** The one of this server. */
    public static ImportedHashVerifier of(KeycloakSession session) {
        return AppPasswordCredentialProviderFactory.of(session.getKeycloakSessionFactory())
                .importedPasswords();
    }

    /** The outcome of a comparison. */
    public sealed interface Outcome {

        /**
         * One matches, whether or not it may be used.
         *
         * @param remembered whether that was known from an earlier match
         */
        record Match(AppPasswordCredentialModel credential, boolean remembered) implements Outcome {}

        /** None matches, or there is none. */
        record NoMatch() implements Outcome {}

        /** Too much was going on to find out; asking again helps. */
        record Busy() implements Outcome {}
    }

    private record Candidate(AppPasswordCredentialModel credential, ImportedHash hash, boolean usable) {}

    /**
     * Finds the imported app password that matches. The same password can be imported several times, for different
     * services: if one of several matches is usable, the outcome is a usable one.
     *
     * @param credentials all app passwords of the user; those made here are passed over
     * @param usable whether a sign-in with the app password would be accepted now
     */
    public Outcome find(
            String userId,
            List<AppPasswordCredentialModel> credentials,
            TypedPassword typed,
            Predicate<AppPasswordCredentialModel> usable) {
        List<Candidate> candidates = credentials.stream()
                .sorted(LAST_USED_FIRST)
                .flatMap(credential -> credential.imported().stream()
                        .map(hash -> new Candidate(credential, hash, usable.test(credential))))
                .sorted(USABLE_FIRST)
                .limit(MAX_TRIED)
                .toList();
        Optional<byte[]> password = candidates.isEmpty() ? Optional.empty() : typed.exactly();
        if (password.isEmpty()) {
            return new Outcome.NoMatch();
        }
        return remembered(candidates, password.get()).orElseGet(() -> compute(userId, candidates, password.get()));
    }

    private Outcome compute(String userId, List<Candidate> candidates, byte[] password) {
        int memoryKib = candidates.stream()
                .mapToInt(candidate -> candidate.hash().memoryKib())
                .max()
                .orElse(0);
        // Whoever had the turn before may have had the same password: hence the second look into the memory.
        return turns.execute(
                        userId,
                        memoryKib,
                        () -> remembered(candidates, password).orElseGet(() -> compare(candidates, password)))
                .orElseGet(Outcome.Busy::new);
    }

    private Outcome compare(List<Candidate> candidates, byte[] password) {
        for (Candidate candidate : candidates) {
            if (isRemembered(candidate, password)) {
                return new Outcome.Match(candidate.credential(), true);
            }
            if (matches(candidate, password)) {
                recentMatches.add(candidate.credential().getId(), candidate.hash(), password);
                return new Outcome.Match(candidate.credential(), false);
            }
        }
        return new Outcome.NoMatch();
    }

    // A remembered match that is unusable decides only if none of the candidates is usable.
    private Optional<Outcome> remembered(List<Candidate> candidates, byte[] password) {
        boolean oneIsUsable = candidates.stream().anyMatch(Candidate::usable);
        return candidates.stream()
                .filter(candidate -> candidate.usable() == oneIsUsable)
                .filter(candidate -> isRemembered(candidate, password))
                .<Outcome>map(candidate -> new Outcome.Match(candidate.credential(), true))
                .findFirst();
    }

    private boolean isRemembered(Candidate candidate, byte[] password) {
        return recentMatches.contains(candidate.credential().getId(), candidate.hash(), password);
    }

    private static boolean matches(Candidate candidate, byte[] password) {
        try {
            return candidate.hash().matches(password);
        } catch (IllegalStateException | LinkageError e) {
            LOG.error(
                    e,
                    "imported one %s cannot be checked",
                    candidate.credential().getId());
            return false;
        }
    }
}
