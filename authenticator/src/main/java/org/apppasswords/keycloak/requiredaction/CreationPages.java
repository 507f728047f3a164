package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.connection.ConnectionSettings;
import org.apppasswords.keycloak.connection.Connections;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.localization.UserTimes;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.network.Network;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.LifetimeChoices;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.ServiceChoice;
import org.apppasswords.keycloak.service.AppPasswords;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;

/** Renders the pages of the required action for one request. */
final class CreationPages {

    private static final String ATTRIBUTE = "appPassword";
    private static final String ALREADY_SHOWN = "app-password-already-shown.ftl";

    private final RequiredActionContext context;
    private final AppPasswords appPasswords;
    private final RealmTexts texts;

    CreationPages(RequiredActionContext context, AppPasswords appPasswords) {
        this.context = context;
        this.appPasswords = appPasswords;
        this.texts = RealmTexts.ofRequest(context.getSession(), context.getRealm(), context.getUser());
    }

    Response offer() {
        return page("app-password-offer.ftl", Map.of());
    }

    /**
     * Renders the form.
     *
     * @param optional whether the user came here through an offer and can still decline it
     */
    Response form(CreateForm filledIn, List<FormMessage> errors, boolean optional) {
        LoginFormsProvider form = context.form();
        if (!errors.isEmpty()) {
            form.setErrors(errors);
        }
        List<ServiceChoice> choices = choices();
        return page(
                form,
                "app-password-create.ftl",
                Map.of(
                        "name", filledIn.name(),
                        "nameMaxLength", AppPasswordName.MAX_LENGTH,
                        "services", services(filledIn, choices),
                        "allServices", filledIn.allServices(),
                        "lifetimes", lifetimes(filledIn, choices),
                        "limits", limits(choices),
                        "networks", filledIn.networks(),
                        "currentNetwork", currentNetwork(filledIn),
                        "currentNetworkSelected", filledIn.currentNetwork().isPresent(),
                        "optional", optional));
    }

    Response created(CreatedAppPassword created) {
        UserTimes times = UserTimes.of(context.getUser(), texts.locale());
        Optional<Instant> end = created.entry().expiresAt();
        return page(
                "app-password-show.ftl",
                Map.of(
                        "name", created.entry().name(),
                        "username", context.getUser().getUsername(),
                        "groups", created.secret().groups(),
                        "serviceNames",
                                appPasswords.serviceNames(
                                        context.getUser(), created.entry().clients(), texts),
                        "networks", created.entry().networks().texts(),
                        "setUp", ConnectionSettingsModel.of(connectionSettings(created)),
                        "expiresAt", end.map(Instant::toString).orElse(""),
                        "expiresOn", end.map(times::text).orElse("")));
    }

    private ConnectionSettings connectionSettings(CreatedAppPassword created) {
        return new Connections(
                        context.getSession(),
                        context.getRealm(),
                        texts,
                        appPasswords.services(context.getUser(), texts))
                .settings(created, context.getUser());
    }

    Response alreadyShown(AppPasswordEntry entry) {
        return page(ALREADY_SHOWN, describe(entry, false));
    }

    /** Renders the same page if Start over could not delete the app password now. */
    Response alreadyShownAndBusy(AppPasswordEntry entry) {
        return page(context.form().setError(FormErrors.BUSY), ALREADY_SHOWN, describe(entry, true));
    }

    private Map<String, Object> describe(AppPasswordEntry entry, boolean busy) {
        return Map.of("id", entry.id(), "name", texts.appPasswordName(entry.name()), "busy", busy);
    }

    Response unavailable(ErrorCode blocker) {
        if (blocker == ErrorCode.SECOND_FACTOR_REQUIRED) {
            List<String> choices = new SecondFactors(context.getSession(), context.getRealm())
                    .setUpActions(context.getUser())
                    .toList();
            return page("app-password-second-factor.ftl", Map.of("choices", choices));
        }
        return page(
                "app-password-unavailable.ftl",
                Map.of(
                        "reason", blocker.reason(),
                        "max", appPasswords.policy().maxPerUser(),
                        "signInHelps", new AnotherSignIn(context).resolves(blocker)));
    }

    private Response page(String template, Map<String, Object> attributes) {
        return page(context.form(), template, attributes);
    }

    private static Response page(LoginFormsProvider form, String template, Map<String, Object> attributes) {
        return form.setAttribute(ATTRIBUTE, attributes).createForm(template);
    }

    /** Returns what the user can choose as services. */
    List<ServiceChoice> choices() {
        return ServiceChoice.of(appPasswords.services(context.getUser(), texts));
    }

    private static List<Map<String, Object>> services(CreateForm filledIn, List<ServiceChoice> choices) {
        return choices.stream()
                .map(choice -> Map.<String, Object>of(
                        "clientId", choice.clientIds().get(0),
                        "name", choice.name(),
                        "group", choice.isGroup(),
                        "maxLifetimeDays", choice.maxLifetimeDays(),
                        "selected", choice.includesOneOf(filledIn.clients())))
                .toList();
    }

    private List<Map<String, Object>> lifetimes(CreateForm filledIn, List<ServiceChoice> choices) {
        AppPasswordPolicy policy = appPasswords.policy();
        int selected = filledIn.lifetimeDays().filter(policy::allowsLifetime).orElse(policy.defaultLifetimeDays());
        List<Integer> usual = LifetimeChoices.days(policy, selected);
        return LifetimeChoices.days(policy, selected, choices).stream()
                .map(day -> Map.<String, Object>of(
                        "days", day, "selected", day == selected, "onlyForServices", !usual.contains(day)))
                .toList();
    }

    // A selected network stays, even if the user has moved to another one since.
    private String currentNetwork(CreateForm filledIn) {
        return filledIn.currentNetwork()
                .filter(text -> Network.parse(text).isPresent())
                .or(() -> AppPasswords.currentNetwork(context.getSession()))
                .orElse("");
    }

    /** Returns the services that end an app password earlier than the realm does. */
    private List<Map<String, Object>> limits(List<ServiceChoice> choices) {
        int ofRealm = appPasswords.policy().maxLifetimeDays();
        return choices.stream()
                .filter(choice -> choice.maxLifetimeDays() != ofRealm)
                .map(choice -> Map.<String, Object>of(
                        "clientId", choice.clientIds().get(0),
                        "name", choice.name(),
                        "days", choice.maxLifetimeDays()))
                .toList();
    }
}
