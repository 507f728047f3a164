package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether a sign-in through an identity provider counts if the provider does not report when the user authenticated.
 */
public enum BrokeredSignIn {
    /** It does not count as recent: the provider may have answered without asking the user. */
    REQUIRE_TIME,
    /** It counts from the time of the provider's answer, as in Keycloak itself. */
    ACCEPT;

    static List<String> codes() {
        return Arrays.stream(values()).map(BrokeredSignIn::code).toList();
    }

    static BrokeredSignIn ofCode(String code) {
        return valueOf(code.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    String code() {
        return name().replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
