package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.junit.jupiter.api.Test;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;

class StoredHashesTest {

    private final ParsedCredentialCache cache = new ParsedCredentialCache();
    private final List<AppPassword> passwords = new ArrayList<>();

    @Test
    void findsTheOneThatMatches() {
        List<CredentialModel> stored = stored(25);

        for (int i = 0; i < passwords.size(); i++) {
            assertThat(matching(stored, typed(i))).containsExactly(stored.get(i));
        }
        assertThat(matching(stored, typed(AppPassword.generate()))).isEmpty();
        assertThat(matching(stored, TypedPassword.read("not an app password"))).isEmpty();
    }

    @Test
    void findsAllThatMatch() {
        List<CredentialModel> stored = stored(2);
        stored.get(1).setSecretData(stored.get(0).getSecretData());

        assertThat(matching(stored, typed(0))).containsExactlyElementsOf(stored);
    }

    @Test
    void ignoresOtherCredentialsAndWhatItCannotRead() {
        List<CredentialModel> stored = stored(3);
        stored.get(1).setSecretData("{");
        CredentialModel ofOtherType = new CredentialModel();
        ofOtherType.setType(PasswordCredentialModel.TYPE);
        ofOtherType.setSecretData(stored.get(0).getSecretData());
        List<CredentialModel> all = List.of(ofOtherType, stored.get(1), stored.get(2));

        assertThat(matching(all, typed(2))).containsExactly(stored.get(2));
        assertThat(matching(all, typed(0))).isEmpty();
        assertThat(matching(List.of(ofOtherType), typed(0))).isEmpty();
        assertThat(matching(List.of(), typed(0))).isEmpty();
    }

    @Test
    void decodesAgainWhatHasChanged() {
        List<CredentialModel> stored = stored(2);
        List<CredentialModel> copies =
                stored.stream().map(CredentialModel::shallowClone).toList();
        assertThat(cache.hashes(stored)).isSameAs(cache.hashes(copies));
        assertThat(matching(copies, typed(1))).containsExactly(copies.get(1));

        CredentialModel changed = stored(1).get(0);
        changed.setId(stored.get(1).getId());
        List<CredentialModel> readAgain = List.of(stored.get(0), changed);
        CredentialModel ofOtherType = changed.shallowClone();
        ofOtherType.setType(PasswordCredentialModel.TYPE);

        assertThat(matching(readAgain, typed(1))).isEmpty();
        assertThat(matching(readAgain, typed(2))).containsExactly(changed);
        assertThat(matching(List.of(changed, stored.get(0)), typed(2))).containsExactly(changed);
        assertThat(matching(List.of(changed), typed(0))).isEmpty();
        assertThat(matching(List.of(ofOtherType), typed(2))).isEmpty();
    }

    @Test
    void looksForExpiredOnesOnceAMinute() {
        Instant now = Instant.parse("2026-11-30T12:00:00Z");

        assertThat(cache.isExpiryCheckDue(now)).isTrue();
        assertThat(cache.isExpiryCheckDue(now.plusSeconds(59))).isFalse();
        assertThat(cache.isExpiryCheckDue(now.plusSeconds(60))).isTrue();
        assertThat(cache.isExpiryCheckDue(now.minusSeconds(60))).isTrue();
    }

    private List<CredentialModel> matching(List<CredentialModel> stored, TypedPassword typed) {
        return cache.hashes(stored).matching(stored, typed);
    }

    private List<CredentialModel> stored(int count) {
        List<CredentialModel> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AppPassword password = AppPassword.generate();
            passwords.add(password);
            CredentialModel credential = AppPasswordCredentialModel.create(
                    "Phone", Instant.EPOCH, Verifier.of(password), AppPasswordData.create(Set.of(), null));
            credential.setId("id-" + i);
            stored.add(credential);
        }
        return stored;
    }

    private TypedPassword typed(int number) {
        return typed(passwords.get(number));
    }

    private static TypedPassword typed(AppPassword password) {
        return TypedPassword.read(password.letters());
    }
}
