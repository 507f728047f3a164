package org.apppasswords.keycloak.account;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError.Challenge;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.LifetimeChoices;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.rest.AppPasswordJson;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.CreationBlocker;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.KeycloakSession;

/**
 * Everything that a page about app passwords needs, in one response.
 *
 * @param appPasswords newest first
 * @param policy what the realm and this sign-in allow
 * @param services that an app password can be limited to
 * @param otherServices that app passwords are limited to or were last used with, although the user may not choose them
 * @param currentNetwork the network of this request, to limit an app password to it; {@code null} if unknown
 * @param creationBlocker why the user cannot create one now; {@code null} if neither a rule nor the sign-in prevents it
 */
record Overview(
        List<AppPasswordJson> appPasswords,
        Policy policy,
        List<Service> services,
        List<Service> otherServices,
        String currentNetwork,
        Blocker creationBlocker) {

    /**
     * @param maxPerUser maximum number of app passwords that have not expired
     * @param count number of app passwords that have not expired
     * @param defaultLifetimeDays 0 for no expiration
     * @param maxLifetimeDays 0 for no limit
     * @param lifetimeChoicesDays the lifetimes that a form offers, in this order
     * @param maxNameLength in characters (Unicode code points)
     * @param maxNetworks maximum number of networks of an app password
     * @param secondFactorSetUpActions the required actions that set up a second factor that counts, if one is required and
     *     the user has none
     * @param canCreate whether {@code POST} is permitted
     * @param reason the reason if a rule or the age of the sign-in prevents it; {@link Blocker#reason} is more precise
     */
    record Policy(
            int maxPerUser,
            long count,
            int defaultLifetimeDays,
            int maxLifetimeDays,
            List<Integer> lifetimeChoicesDays,
            int maxNameLength,
            int maxNetworks,
            boolean secondFactorRequired,
            boolean secondFactorConfigured,
            List<String> secondFactorSetUpActions,
            boolean canCreate,
            String reason) {}

    /**
     * @param maxAgeSeconds maximum age of the sign-in; {@code null} if another sign-in does not help
     * @param acrValues the level that the sign-in must have; {@code null} for any
     */
    record Blocker(String reason, Long maxAgeSeconds, String acrValues) {

        static Blocker of(ErrorCode blocker, TokenAuthenticationContext signIn) {
            Optional<Challenge> challenge = signIn.error(blocker).challenge();
            return new Blocker(
                    blocker.reason(),
                    challenge.map(required -> required.maxAge().toSeconds()).orElse(null),
                    challenge.map(Challenge::acr).orElse(null));
        }
    }

    static Overview of(KeycloakSession session, Caller caller, AppPasswords appPasswords) {
        List<AppPasswordEntry> entries = appPasswords.list(caller.user());
        AppPasswordPolicy policy = appPasswords.policy();
        TokenAuthenticationContext signIn = new TokenAuthenticationContext(session, caller);
        Optional<ErrorCode> blocker = CreationBlocker.find(signIn, appPasswords, caller.user());
        RealmTexts texts = RealmTexts.ofRequest(session, session.getContext().getRealm(), caller.user());
        return new Overview(
                entries.stream().map(AppPasswordJson::of).toList(),
                policy(session, caller, policy, entries, blocker),
                appPasswords.services(caller.user(), texts),
                appPasswords.servicesOf(entries, caller.user(), texts),
                AppPasswords.currentNetwork(session).orElse(null),
                blocker.map(code -> Blocker.of(code, signIn)).orElse(null));
    }

    private static Policy policy(
            KeycloakSession session,
            Caller caller,
            AppPasswordPolicy policy,
            List<AppPasswordEntry> entries,
            Optional<ErrorCode> blocker) {
        SecondFactors secondFactors =
                new SecondFactors(session, session.getContext().getRealm());
        boolean secondFactorConfigured = secondFactors.isConfiguredFor(caller.user());
        return new Policy(
                policy.maxPerUser(),
                entries.stream().filter(entry -> !entry.expired()).count(),
                policy.defaultLifetimeDays(),
                policy.maxLifetimeDays(),
                LifetimeChoices.days(policy, policy.defaultLifetimeDays()),
                AppPasswordName.MAX_LENGTH,
                AllowedNetworks.MAX,
                policy.secondFactorRequired(),
                secondFactorConfigured,
                policy.secondFactorRequired() && !secondFactorConfigured
                        ? secondFactors.setUpActions(caller.user()).toList()
                        : List.of(),
                blocker.isEmpty() && caller.hasRole(AccountRoles.MANAGE_ACCOUNT),
                blocker.map(Overview::reason).orElse(null));
    }

    // This field does not distinguish a sign-in without the second factor from one that is too old.
    private static String reason(ErrorCode blocker) {
        return blocker == ErrorCode.SECOND_FACTOR_NOT_USED
                ? ErrorCode.REAUTHENTICATION_REQUIRED.reason()
                : blocker.reason();
    }
}
