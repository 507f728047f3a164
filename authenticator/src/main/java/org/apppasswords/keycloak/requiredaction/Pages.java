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

/** The pages of the required action: which template, and what it gets to see. */
final class Pages {

    private static final String ATTRIBUTE = "appPassword";
    private static final String ALREADY_SHOWN = "app-password-already-shown.ftl";

    private final RequiredActionContext context;
    private final AppPasswords appPasswords;

    Pages(RequiredActionContext context, AppPasswords appPasswords) {
        this.context = context;
        this.appPasswords = appPasswords;
    }

    Response offer() {
        return page("app-password-offer.ftl", Map.of());
    }

    /**
     * The form.
     *
     * @param optional whether the user came here by an offer, and can still say no
     */
    Response form(CreateForm filledIn, List<FormMessage> errors, boolean optional) {
        LoginFormsProvider page = context.form();
        if (!errors.isEmpty()) {
            page.setErrors(errors);
        }
        return page.setAttribute(
                        ATTRIBUTE,
                        Map.of(
                                "name", filledIn.name(),
                                "nameMaxLength", AppPasswordName.MAX_LENGTH,
                                "services", services(filledIn),
                                "allServices", filledIn.allServices(),
                                "lifetimes", lifetimes(filledIn),
                                "optional", optional))
                .createForm("app-password-create.ftl");
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
                        "setUp", ConnectionSettingsPart.of(setUp(created)),
                        "expiresOn", created.entry().expiresAt().map(this::date).orElse("")));
    }

    private ConnectionSettings setUp(CreatedAppPassword created) {
        return new Connections(context.getSession(), context.getRealm(), appPasswords.services())
                .settings(created, context.getUser());
    }

    Response alreadyShown(String name) {
        return page(ALREADY_SHOWN, Map.of("name", name, "busy", false));
    }

    /** Returns the same page after Start over, if the app password could not be deleted now. */
    Response alreadyShownAndBusy(String name) {
        return context.form()
                .setError(FormErrors.BUSY)
                .setAttribute(ATTRIBUTE, Map.of("name", name, "busy", true))
                .createForm(ALREADY_SHOWN);
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
        return context.form().setAttribute(ATTRIBUTE, attributes).createForm(template);
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
