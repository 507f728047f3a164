package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;

/** A list of credential types, separated by commas, that count as second factors. */
final class CredentialTypes {

    /** More than a realm has. Each one costs a look at the user's credentials. */
    private static final int MAX_TYPES = 10;

    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");

    /** Are what a second factor is added to, or replace a lost one. In lower case. */
    private static final Set<String> NEVER = Set.of(
            PasswordCredentialModel.TYPE,
            PasswordCredentialModel.PASSWORD_HISTORY,
            RecoveryAuthnCodesCredentialModel.TYPE,
            "app-password");

    private CredentialTypes() {}

    /** Returns whether each entry is a credential type that can be a second factor. */
    static boolean isValid(String list) {
        String[] types = SEPARATOR.split(list, -1);
        return types.length <= MAX_TYPES && Arrays.stream(types).allMatch(CredentialTypes::canBeSecondFactor);
    }

    /** Returns the entries of a valid list. */
    static Set<String> of(String list) {
        return list.isEmpty() ? Set.of() : SEPARATOR.splitAsStream(list).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean canBeSecondFactor(String type) {
        return TYPE.matcher(type).matches() && NEVER.stream().noneMatch(never -> never.equalsIgnoreCase(type));
    }
}
