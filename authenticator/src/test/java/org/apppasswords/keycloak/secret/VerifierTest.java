package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifierTest {

    private static final TypedPassword TYPED = TypedPassword.read("abcd-efgh-ijkl-mnop-qrst-uvwx");

    /**
     * Created with: printf '0123456789abcdefabcdefghijklmnopqrstuvwx' | sha256sum. Frozen, because stored verifiers
     * must match forever.
     */
    private static final Verifier FROZEN =
            new Verifier("sha256", "MDEyMzQ1Njc4OWFiY2RlZg==", "HuGpfTaHvnizxS2mjn3ABasDfnSMbr4NLCNpoZd9x34=");

    @Test
    void matchesAnOldStoredVerifier() {
        assertThat(FROZEN.matches(TYPED)).isTrue();
    }

    @Test
    void rejectsEveryPasswordThatDiffersInOneLetter() {
        for (int position = 0; position < AppPassword.LETTERS; position++) {
            StringBuilder other = new StringBuilder(TYPED.letters());
            other.setCharAt(position, other.charAt(position) == 'z' ? 'y' : 'z');
            assertThat(FROZEN.matches(TypedPassword.read(other.toString()))).isFalse();
        }
    }

    @Test
    void matchesOnlyItsOwnPassword() {
        AppPassword one = AppPassword.generate();
        AppPassword other = AppPassword.generate();

        assertThat(Verifier.of(one).matches(TypedPassword.read(one.display()))).isTrue();
        assertThat(Verifier.of(one).matches(TypedPassword.read(other.display())))
                .isFalse();
    }

    @Test
    void usesANewSaltEachTime() {
        AppPassword password = AppPassword.generate();
        Verifier first = Verifier.of(password);
        Verifier second = Verifier.of(password);

        assertThat(first.salt()).isNotEqualTo(second.salt());
        assertThat(first.hash()).isNotEqualTo(second.hash());
    }

    @Test
    void rejectsWhenItIsUnreadable() {
        assertThat(new Verifier("sha512", FROZEN.salt(), FROZEN.hash()).matches(TYPED))
                .isFalse();
        assertThat(new Verifier(null, FROZEN.salt(), FROZEN.hash()).matches(TYPED))
                .isFalse();
        assertThat(new Verifier("sha256", "not base64!", FROZEN.hash()).matches(TYPED))
                .isFalse();
        assertThat(new Verifier("sha256", FROZEN.salt(), "not base64!").matches(TYPED))
                .isFalse();
        assertThat(new Verifier("sha256", null, FROZEN.hash()).matches(TYPED)).isFalse();
        assertThat(new Verifier("sha256", FROZEN.salt(), null).matches(TYPED)).isFalse();
        assertThat(new Verifier("sha256", FROZEN.salt(), "").matches(TYPED)).isFalse();
        assertThat(new Verifier("sha256", FROZEN.salt(), FROZEN.hash().substring(0, 8)).matches(TYPED))
                .isFalse();
    }

    @Test
    void rejectsInputOfAnotherShape() {
        assertThat(FROZEN.matches(TypedPassword.read("a password"))).isFalse();
    }

    @Test
    void hidesHashAndSaltInText() {
        assertThat(FROZEN.toString()).doesNotContain(FROZEN.hash()).doesNotContain(FROZEN.salt());
        assertThat(SaltedHash.of(FROZEN)).isPresent();
        assertThat(SaltedHash.of(FROZEN).get().toString())
                .doesNotContain(FROZEN.hash())
                .doesNotContain(FROZEN.salt());
    }
}
