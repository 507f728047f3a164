package org.apppasswords.keycloak.requiredaction;

import java.util.Optional;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.keycloak.models.utils.FormMessage;

/** Converts errors to the messages that the form shows. */
final class FormErrors {

    /** Message key of {@link ErrorCode#BUSY}. */
    static final String BUSY = "appPasswordErrorBusy";

    private FormErrors() {}

    /** Returns the message for an error that the user can resolve in the form; empty for other errors. */
    static Optional<FormMessage> of(ErrorCode code, CreateForm form, AppPasswordPolicy policy) {
        return Optional.ofNullable(
                switch (code) {
                    case NAME_MISSING -> new FormMessage(CreateForm.NAME, "appPasswordErrorNameMissing");
                    case NAME_TOO_LONG ->
                        new FormMessage(CreateForm.NAME, "appPasswordErrorNameTooLong", AppPasswordName.MAX_LENGTH);
                    case NAME_CHARACTERS -> new FormMessage(CreateForm.NAME, "appPasswordErrorNameCharacters");
                    case NAME_TAKEN ->
                        new FormMessage(
                                CreateForm.NAME,
                                "appPasswordErrorNameTaken",
                                form.name().strip());
                    case SERVICE_UNKNOWN -> new FormMessage(CreateForm.CLIENTS, "appPasswordErrorService");
                    case LIFETIME_NOT_ALLOWED ->
                        policy.maxLifetimeDays() == 0
                                ? invalidLifetime()
                                : new FormMessage(
                                        CreateForm.LIFETIME_DAYS, "appPasswordErrorLifetime", policy.maxLifetimeDays());
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

    private static FormMessage invalidLifetime() {
        return new FormMessage(CreateForm.LIFETIME_DAYS, "appPasswordErrorLifetimeInvalid");
    }
}
