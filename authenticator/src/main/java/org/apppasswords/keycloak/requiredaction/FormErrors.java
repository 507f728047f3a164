package org.apppasswords.keycloak.requiredaction;

import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.keycloak.models.utils.FormMessage;

/** Converts errors to the messages that the form shows. */
final class FormErrors {

    /** Message key of {@link ErrorCode#BUSY}. */
    static final String BUSY = "appPasswordErrorBusy";

    /** Longer than any network. Unit: characters. */
    private static final int MAX_SHOWN = 64;

    private FormErrors() {}

    /** Returns the message for an error that the user can resolve in the form; empty for other errors. */
    static Optional<FormMessage> of(ErrorCode code, CreateForm form, AppPasswordPolicy policy) {
        return Optional.ofNullable(
                switch (code) {
                    case NAME_MISSING -> new FormMessage(CreateForm.NAME, "appPasswordErrorNameMissing");
                    case NAME_TOO_LONG ->
                        new FormMessage(CreateForm.NAME, "appPasswordErrorNameTooLong", AppPasswordName.MAX_LENGTH);
                    case NAME_CHARACTERS -> new FormMessage(CreateForm.NAME, "appPasswordErrorNameCharacters");
                    case NAME_NOT_STORABLE -> new FormMessage(CreateForm.NAME, "appPasswordErrorNameNotStorable");
                    case NAME_TAKEN ->
                        new FormMessage(
                                CreateForm.NAME,
                                "appPasswordErrorNameTaken",
                                form.name().strip());
                    case SERVICE_UNKNOWN -> new FormMessage(CreateForm.CLIENTS, "appPasswordErrorService");
                    case LIFETIME_NOT_ALLOWED ->
                        lifetimeNotAllowed(policy.forServices(form.allServices() ? Set.of() : form.clients()));
                    case NETWORKS_INVALID ->
                        new FormMessage(
                                CreateForm.NETWORKS,
                                "appPasswordErrorNetworks",
                                form.invalidNetwork().map(FormErrors::shortened).orElse(""));
                    case NETWORKS_TOO_MANY ->
                        new FormMessage(CreateForm.NETWORKS, "appPasswordErrorNetworksTooMany", AllowedNetworks.MAX);
                    case BUSY -> new FormMessage(BUSY);
                    default -> null;
                });
    }

    /** Returns the message for a form without a {@link CreateForm#request()}. */
    static FormMessage incomplete(CreateForm form) {
        return form.lacksService()
                ? new FormMessage(CreateForm.CLIENTS, "appPasswordErrorNoService")
                : invalidLifetime();
    }

    private static FormMessage lifetimeNotAllowed(AppPasswordPolicy policy) {
        return policy.maxLifetimeDays() == 0
                ? invalidLifetime()
                : new FormMessage(CreateForm.LIFETIME_DAYS, "appPasswordErrorLifetime", policy.maxLifetimeDays());
    }

    private static String shortened(String typed) {
        return typed.substring(0, Math.min(typed.length(), MAX_SHOWN));
    }

    private static FormMessage invalidLifetime() {
        return new FormMessage(CreateForm.LIFETIME_DAYS, "appPasswordErrorLifetimeInvalid");
    }
}
