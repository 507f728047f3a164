package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.connection.ConnectionSettings;
import org.apppasswords.keycloak.connection.Connections;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.policy.LifetimeChoices;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.Service;
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

    CreationPages(RequiredActionContext context, AppPasswords appPasswords) {
        this.context = context;
        this.appPasswords = appPasswords;
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
        return page(
                form,
                "app-password-create.ftl",
                Map.of(
                        "name", filledIn.name(),
                        "nameMaxLength", AppPasswordName.MAX_LENGTH,
                        "services", services(filledIn),
                        "allServices", filledIn.allServices(),
                        "lifetimes", lifetimes(filledIn),
                        "optional", optional));
    }

    Response created(CreatedAppPassword created) {
        return page(
                "app-password-show.ftl",
                Map.of(
                        "name", created.entry().name(),
                        "username", context.getUser().getUsername(),
                        "groups", created.secret().groups(),
                        "serviceNames",
                                appPasswords.serviceNames(created.entry().clients()),
                        "setUp", ConnectionSettingsModel.of(connectionSettings(created)),
                        "expiresOn", created.entry().expiresAt().map(this::date).orElse("")));
    }

    private ConnectionSettings connectionSettings(CreatedAppPassword created) {
        return new Connections(context.getSession(), context.getRealm(), appPasswords.services())
                .settings(created, context.getUser());
    }

    Response alreadyShown(String name) {
        return page(ALREADY_SHOWN, Map.of("name", name, "busy", false));
    }

    /** Renders the same page if Start over could not delete the app password now. */
    Response alreadyShownAndBusy(String name) {
        return page(context.form().setError(FormErrors.BUSY), ALREADY_SHOWN, Map.of("name", name, "busy", true));
    }

    Response unavailable(ErrorCode blocker) {
        if (blocker == ErrorCode.SECOND_FACTOR_REQUIRED) {
            List<String> choices = new SecondFactors(context.getSession())
                    .setUpActions(context.getRealm())
                    .toList();
            return page("app-password-second-factor.ftl", Map.of("choices", choices));
        }
        return page(
                "app-password-unavailable.ftl",
                Map.of("reason", blocker.reason(), "max", appPasswords.policy().maxPerUser()));
    }

    private Response page(String template, Map<String, Object> attributes) {
        return page(context.form(), template, attributes);
    }

    private static Response page(LoginFormsProvider form, String template, Map<String, Object> attributes) {
        return form.setAttribute(ATTRIBUTE, attributes).createForm(template);
    }

    private List<Map<String, Object>> services(CreateForm filledIn) {
        return appPasswords.services().stream()
                .map(service -> service(service, filledIn.clients().contains(service.clientId())))
                .toList();
    }

    private static Map<String, Object> service(Service service, boolean selected) {
        return Map.of("clientId", service.clientId(), "name", service.name(), "selected", selected);
    }

    private List<Map<String, Object>> lifetimes(CreateForm filledIn) {
        int selected = filledIn.lifetimeDays()
                .filter(appPasswords.policy()::allowsLifetime)
                .orElse(appPasswords.policy().defaultLifetimeDays());
        return LifetimeChoices.days(appPasswords.policy(), selected).stream()
                .map(day -> Map.<String, Object>of("days", day, "selected", day == selected))
                .toList();
    }

    private String date(Instant instant) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(context.getSession().getContext().resolveLocale(context.getUser()))
                .withZone(ZoneId.systemDefault())
                .format(instant);
    }
}
