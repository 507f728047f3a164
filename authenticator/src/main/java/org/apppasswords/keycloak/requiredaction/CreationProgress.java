package org.apppasswords.keycloak.requiredaction;

import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.Submission;
import org.apppasswords.keycloak.service.AppPasswords;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The progress of the action in one sign-in, in notes of the authentication session. None of them is secret. */
final class CreationProgress {

    /** ID of the app password that the action has created. */
    private static final String CREATED_NOTE = "app-password.created";

    /** Idempotency key of the form. */
    private static final String KEY_NOTE = "app-password.form-key";

    /** Set when the user has read why an app password cannot be created, and continues without one. */
    private static final String DECLINED_NOTE = "app-password.declined";

    private final AuthenticationSessionModel authSession;
    private final UserModel user;
    private final AppPasswords appPasswords;

    CreationProgress(RequiredActionContext context, AppPasswords appPasswords) {
        this.authSession = context.getAuthenticationSession();
        this.user = context.getUser();
        this.appPasswords = appPasswords;
    }

    void noteCreated(AppPasswordEntry created) {
        authSession.setAuthNote(CREATED_NOTE, created.id());
    }

    void forgetCreated() {
        authSession.removeAuthNote(CREATED_NOTE);
    }

    /** Returns whether the action has created an app password, even if it has been deleted since. */
    boolean hasCreated() {
        return authSession.getAuthNote(CREATED_NOTE) != null;
    }

    /** Returns the app password that the action has created; empty if it has been deleted since. */
    Optional<AppPasswordEntry> created() {
        String id = authSession.getAuthNote(CREATED_NOTE);
        return id == null
                ? Optional.empty()
                : appPasswords.list(user).stream()
                        .filter(entry -> entry.id().equals(id))
                        .findFirst();
    }

    void noteForm() {
        if (authSession.getAuthNote(KEY_NOTE) == null) {
            authSession.setAuthNote(KEY_NOTE, KeycloakModelUtils.generateId());
        }
    }

    /** Returns a submission of the form. */
    Submission submission() {
        String key = authSession.getAuthNote(KEY_NOTE);
        return key == null ? Submission.UNKNOWN : Submission.of(key);
    }

    /** Returns the app password that another submission of the form has created. */
    Optional<AppPasswordEntry> createdByForm() {
        return submission().key().flatMap(key -> appPasswords.createdBy(user, key));
    }

    void noteDeclined() {
        authSession.setAuthNote(DECLINED_NOTE, "true");
    }

    boolean isDeclined() {
        return authSession.getAuthNote(DECLINED_NOTE) != null;
    }
}
