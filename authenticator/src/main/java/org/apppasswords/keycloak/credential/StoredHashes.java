package org.apppasswords.keycloak.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apppasswords.keycloak.credential.ParsedCredentialCache.Secret;
import org.apppasswords.keycloak.secret.SaltedHash;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.credential.CredentialModel;

/**
 * The decoded hashes of a user's app passwords. A sign-in compares all of them, and reads nothing else of those that do
 * not match: with 25 app passwords, their names, dates and JSON would fill the processor's cache.
 */
final class StoredHashes {

    static final StoredHashes NONE = new StoredHashes(new String[0], new String[0], new SaltedHash[0]);

    // Of the credential in the same place. The user cache hands out copies of its models, with the same texts.
    private final String[] types;
    private final String[] secretData;
    private final SaltedHash[] hashes;

    private StoredHashes(String[] types, String[] secretData, SaltedHash[] hashes) {
        this.types = types;
        this.secretData = secretData;
        this.hashes = hashes;
    }

    /** Decodes the hashes of the app passwords among all credentials of a user. */
    static StoredHashes of(List<CredentialModel> stored, ParsedCredentialCache cache) {
        return new StoredHashes(
                stored.stream().map(CredentialModel::getType).toArray(String[]::new),
                stored.stream().map(CredentialModel::getSecretData).toArray(String[]::new),
                stored.stream().map(credential -> hash(credential, cache)).toArray(SaltedHash[]::new));
    }

    private static SaltedHash hash(CredentialModel credential, ParsedCredentialCache cache) {
        return AppPasswordCredentialModel.TYPE.equals(credential.getType())
                ? cache.secret(credential.getSecretData())
                        .flatMap(Secret::salted)
                        .orElse(null)
                : null;
    }

    /** Returns whether these are the hashes of these credentials, in the same order. */
    boolean areOf(List<CredentialModel> stored) {
        if (stored.size() != hashes.length) {
            return false;
        }
        for (int i = 0; i < hashes.length; i++) {
            CredentialModel credential = stored.get(i);
            if (!Objects.equals(secretData[i], credential.getSecretData())
                    || !Objects.equals(types[i], credential.getType())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the app passwords that match. Compares all of them, so that the time does not show which one did; without
     * any, does the work of one comparison.
     *
     * @param stored the credentials that these are the hashes of
     */
    List<CredentialModel> matching(List<CredentialModel> stored, TypedPassword typed) {
        List<CredentialModel> matching = new ArrayList<>(1);
        boolean compared = false;
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != null) {
                compared = true;
                if (hashes[i].matches(typed)) {
                    matching.add(stored.get(i));
                }
            }
        }
        if (!compared) {
            Verifier.matchDecoy(typed);
        }
        return matching;
    }
}
