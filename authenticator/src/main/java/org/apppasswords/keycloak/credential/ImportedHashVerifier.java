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

/**
 * Verifies typed passwords against imported hashes. Such hashes are slow by design, so this class limits their total
 * cost. One instance serves the whole server.
 */
public final class ImportedHashVerifier {

    /**
     * Maximum number of imported hashes that are tried for a user: usable ones first, then the most recently used. Our
     * import does not allow more, but a realm import can contain more.
     */
    public static final int MAX_TRIED = 10;

    private static final ExtensionLog LOG = ExtensionLog.of(ImportedHashVerifier.class);

    private static final Comparator<AppPasswordCredentialModel> LAST_USED_FIRST =
            Comparator.<AppPasswordCredentialModel, Instant>comparing(
                            credential -> credential.data().lastUsedAt().orElseGet(credential::createdAt))
                    .reversed();

    private static final Comparator<Candidate> USABLE_FIRST =
            Comparator.comparing(Candidate::usable).reversed();

    private final VerificationCache cache = new VerificationCache();
    private final HashingBulkhead bulkhead = new HashingBulkhead();

    ImportedHashVerifier() {}

    /** The outcome of a verification. */
    public sealed interface Outcome {

        /**
         * An app password matches, but may not be usable.
         *
         * @param remembered whether the match was in the cache
         */
        record Match(AppPasswordCredentialModel credential, boolean remembered) implements Outcome {}

        /** No imported app password matches, or the user has none. */
        record NoMatch() implements Outcome {}

        /** The server is too busy to verify; a retry helps. */
        record Busy() implements Outcome {}
    }

    private record Candidate(AppPasswordCredentialModel credential, ImportedHash hash, boolean usable) {}

    /**
     * Finds the imported app password that matches. The same password can be imported several times for different
     * services; if any match is usable, the outcome is a usable match.
     *
     * @param credentials all app passwords of the user; those without an imported hash are ignored
     * @param usable whether the app password may be used now, whatever the user's roles
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
        // An earlier request of the user may have verified the same password meanwhile, so the cache is read again.
        return bulkhead.execute(
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
                cache.add(candidate.credential().getId(), candidate.hash(), password);
                return new Outcome.Match(candidate.credential(), false);
            }
        }
        return new Outcome.NoMatch();
    }

    // A remembered match that is not usable counts only if no candidate is usable.
    private Optional<Outcome> remembered(List<Candidate> candidates, byte[] password) {
        boolean oneIsUsable = candidates.stream().anyMatch(Candidate::usable);
        return candidates.stream()
                .filter(candidate -> candidate.usable() == oneIsUsable)
                .filter(candidate -> isRemembered(candidate, password))
                .<Outcome>map(candidate -> new Outcome.Match(candidate.credential(), true))
                .findFirst();
    }

    private boolean isRemembered(Candidate candidate, byte[] password) {
        return cache.contains(candidate.credential().getId(), candidate.hash(), password);
    }

    private static boolean matches(Candidate candidate, byte[] password) {
        try {
            return candidate.hash().matches(password);
        } catch (IllegalStateException | LinkageError e) {
            LOG.error(
                    e,
                    "the imported hash of app password %s cannot be verified",
                    candidate.credential().getId());
            return false;
        }
    }
}
