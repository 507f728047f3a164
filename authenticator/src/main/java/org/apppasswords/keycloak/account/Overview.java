package org.apppasswords.keycloak.account;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.rest.AppPasswordJson;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.CreationBlocker;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.KeycloakSession;

/**
 * Everything that a page about app passwords needs, in one answer.
 *
 * @param appPasswords the user's, newest first
 * @param policy what the realm allows, and this sign-in
 * @param services what an app password can be limited to
 */
record Overview(List<AppPasswordJson> appPasswords, Policy policy, List<Service> services) {

    /**
     * @param maxPerUser how many the user may have that have not expired
     * @param count how many there are of these
     * @param defaultLifetimeDays 0 for no end
     * @param maxLifetimeDays 0 for no limit
     * @param canCreate whether {@code POST} would be let through
     * @param reason why not, if a rule or the age of the sign-in is in the way
     */
    record Policy(
            int maxPerUser,
            long count,
            int defaultLifetimeDays,
            int maxLifetimeDays,
            boolean secondFactorRequired,
            boolean secondFactorConfigured,
            boolean canCreate,
            String reason) {}

    static Overview of(KeycloakSession session, Caller caller, AppPasswords appPasswords) {
        List<AppPasswordEntry> entries = appPasswords.list(caller.user());
        return new Overview(
                entries.stream().map(AppPasswordJson::of).toList(),
                policy(session, caller, appPasswords, entries),
                appPasswords.services());
    }

    private static Policy policy(
            KeycloakSession session, Caller caller, AppPasswords appPasswords, List<AppPasswordEntry> entries) {
        AppPasswordPolicy policy = appPasswords.policy();
        Optional<ErrorCode> blocker =
                CreationBlocker.find(new TokenAuthenticationContext(session, caller), appPasswords, caller.user());
        return new Policy(
                policy.maxPerUser(),
                entries.stream().filter(entry -> !entry.expired()).count(),
                policy.defaultLifetimeDays(),
                policy.maxLifetimeDays(),
                policy.secondFactorRequired(),
                new SecondFactors(session).isConfiguredFor(caller.user()),
                blocker.isEmpty() && caller.hasRole(AccountRoles.MANAGE_ACCOUNT),
                blocker.map(Overview::reason).orElse(null));
    }

    // A sign-in with the second factor is a new sign-in, as far as the page is concerned.
    private static String reason(ErrorCode blocker) {
        return blocker == ErrorCode.SECOND_FACTOR_NOT_USED
                ? ErrorCode.REAUTHENTICATION_REQUIRED.reason()
                : blocker.reason();
    }
}
