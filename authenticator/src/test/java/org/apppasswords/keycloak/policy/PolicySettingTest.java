package org.apppasswords.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicySettingTest {

    @Test
    void defaults() {
        assertThat(PolicySetting.MAX_PER_USER.number(Map.of())).isEqualTo(25);
        assertThat(PolicySetting.REQUIRE_SECOND_FACTOR.flag(Map.of())).isTrue();
        assertThat(PolicySetting.FURTHER_SECOND_FACTORS.credentialTypes(Map.of()))
                .isEmpty();
        assertThat(PolicySetting.BROKERED_SIGN_IN.brokeredSignIn(Map.of())).isEqualTo(BrokeredSignIn.REQUIRE_TIME);
        assertThat(PolicySetting.LIFETIME_DEFAULT_DAYS.number(Map.of())).isZero();
        assertThat(PolicySetting.LIFETIME_MAX_DAYS.number(Map.of())).isZero();
        assertThat(PolicySetting.UNUSED_EXPIRY_DAYS.number(Map.of())).isZero();
        assertThat(PolicySetting.LAST_USED_PRECISION_MINUTES.number(Map.of())).isEqualTo(60);
        assertThat(PolicySetting.REVOKE_ON_PASSWORD_CHANGE.passwordChange(Map.of()))
                .isEqualTo(PasswordChange.RESET);
        assertThat(PolicySetting.REVOKE_ON_SECOND_FACTOR_REMOVAL.flag(Map.of())).isFalse();
        assertThat(PolicySetting.OFFER_AFTER_SECOND_FACTOR_SETUP.flag(Map.of())).isTrue();
        assertThat(PolicySetting.NOTIFY_BY_EMAIL.flag(Map.of())).isTrue();
    }

    @Test
    void everySettingSet() {
        Map<String, String> config = Map.ofEntries(
                Map.entry("max-per-user", "3"),
                Map.entry("require-second-factor", "false"),
                Map.entry("further-second-factors", " mobile-number , email.otp_2 "),
                Map.entry("brokered-sign-in", "accept"),
                Map.entry("lifetime-default-days", "30"),
                Map.entry("lifetime-max-days", " 90 "),
                Map.entry("unused-expiry-days", "180"),
                Map.entry("last-used-precision-minutes", "5"),
                Map.entry("revoke-on-password-change", "never"),
                Map.entry("revoke-on-second-factor-removal", "true"),
                Map.entry("offer-after-second-factor-setup", "false"),
                Map.entry("notify-by-email", "false"));

        assertThat(PolicySetting.MAX_PER_USER.number(config)).isEqualTo(3);
        assertThat(PolicySetting.REQUIRE_SECOND_FACTOR.flag(config)).isFalse();
        assertThat(PolicySetting.FURTHER_SECOND_FACTORS.credentialTypes(config))
                .containsExactlyInAnyOrder("mobile-number", "email.otp_2");
        assertThat(PolicySetting.BROKERED_SIGN_IN.brokeredSignIn(config)).isEqualTo(BrokeredSignIn.ACCEPT);
        assertThat(PolicySetting.LIFETIME_DEFAULT_DAYS.number(config)).isEqualTo(30);
        assertThat(PolicySetting.LIFETIME_MAX_DAYS.number(config)).isEqualTo(90);
        assertThat(PolicySetting.UNUSED_EXPIRY_DAYS.number(config)).isEqualTo(180);
        assertThat(PolicySetting.LAST_USED_PRECISION_MINUTES.number(config)).isEqualTo(5);
        assertThat(PolicySetting.REVOKE_ON_PASSWORD_CHANGE.passwordChange(config))
                .isEqualTo(PasswordChange.NEVER);
        assertThat(PolicySetting.REVOKE_ON_SECOND_FACTOR_REMOVAL.flag(config)).isTrue();
        assertThat(PolicySetting.OFFER_AFTER_SECOND_FACTOR_SETUP.flag(config)).isFalse();
        assertThat(PolicySetting.NOTIFY_BY_EMAIL.flag(config)).isFalse();
    }

    @Test
    void invalidValuesFallBackToTheStricterDefault() {
        Map<String, String> config = Map.of(
                "max-per-user", "many",
                "require-second-factor", "no",
                "further-second-factors", "mobile-number,password",
                "brokered-sign-in", "Accept",
                "lifetime-default-days", "-1",
                "lifetime-max-days", "forever",
                "unused-expiry-days", "3651",
                "last-used-precision-minutes", "0",
                "revoke-on-password-change", "Never",
                "revoke-on-second-factor-removal", "yes");

        assertThat(PolicySetting.MAX_PER_USER.number(config)).isEqualTo(25);
        assertThat(PolicySetting.REQUIRE_SECOND_FACTOR.flag(config)).isTrue();
        assertThat(PolicySetting.FURTHER_SECOND_FACTORS.credentialTypes(config)).isEmpty();
        assertThat(PolicySetting.BROKERED_SIGN_IN.brokeredSignIn(config)).isEqualTo(BrokeredSignIn.REQUIRE_TIME);
        assertThat(PolicySetting.LIFETIME_DEFAULT_DAYS.number(config)).isEqualTo(90);
        assertThat(PolicySetting.LIFETIME_MAX_DAYS.number(config)).isEqualTo(90);
        assertThat(PolicySetting.UNUSED_EXPIRY_DAYS.number(config)).isEqualTo(90);
        assertThat(PolicySetting.LAST_USED_PRECISION_MINUTES.number(config)).isEqualTo(60);
        assertThat(PolicySetting.REVOKE_ON_PASSWORD_CHANGE.passwordChange(config))
                .isEqualTo(PasswordChange.ANY);
        assertThat(PolicySetting.REVOKE_ON_SECOND_FACTOR_REMOVAL.flag(config)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "Password",
                "mobile-number,password",
                "password-history",
                "app-password",
                "APP-PASSWORD",
                "recovery-authn-codes",
                "mobile number",
                "mobile-number,",
                ",",
                "mobile-number;email-otp",
                "a,b,c,d,e,f,g,h,i,j,k",
                "mobile-number\npassword"
            })
    void whatCannotBeASecondFactorIsNotAccepted(String list) {
        assertThat(PolicySetting.FURTHER_SECOND_FACTORS.accepts(list)).isFalse();
        assertThat(PolicySetting.FURTHER_SECOND_FACTORS.credentialTypes(Map.of("further-second-factors", list)))
                .isEmpty();
    }

    @Test
    void blankMeansDefaultAndOtherValuesMustBeInRange() {
        assertThat(PolicySetting.MAX_PER_USER.accepts(null)).isTrue();
        assertThat(PolicySetting.MAX_PER_USER.accepts("")).isTrue();
        assertThat(PolicySetting.MAX_PER_USER.accepts("1")).isTrue();
        assertThat(PolicySetting.MAX_PER_USER.accepts("0")).isFalse();
        assertThat(PolicySetting.MAX_PER_USER.accepts("1001")).isFalse();
        assertThat(PolicySetting.MAX_PER_USER.accepts("99999999999")).isFalse();
        assertThat(PolicySetting.LIFETIME_MAX_DAYS.accepts("3650")).isTrue();
        assertThat(PolicySetting.LIFETIME_MAX_DAYS.accepts("3651")).isFalse();
        assertThat(PolicySetting.REVOKE_ON_PASSWORD_CHANGE.accepts("reset")).isTrue();
        assertThat(PolicySetting.REVOKE_ON_PASSWORD_CHANGE.accepts("always")).isFalse();
        assertThat(PolicySetting.BROKERED_SIGN_IN.accepts("require-time")).isTrue();
        assertThat(PolicySetting.BROKERED_SIGN_IN.accepts("require_time")).isFalse();
        assertThat(PolicySetting.BROKERED_SIGN_IN.accepts("deny")).isFalse();
        assertThat(PolicySetting.FURTHER_SECOND_FACTORS.accepts("mobile-number, email-otp"))
                .isTrue();
        assertThat(PolicySetting.REQUIRE_SECOND_FACTOR.accepts("TRUE")).isFalse();
        assertThat(PolicySetting.REQUIRE_SECOND_FACTOR.accepts("false")).isTrue();
    }
}
