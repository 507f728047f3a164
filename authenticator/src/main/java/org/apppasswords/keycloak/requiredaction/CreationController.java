package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.CreationBlocker;
import org.apppasswords.keycloak.service.CredentialEvent;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Handles one request to the action: does what the form asks for, and chooses the next page. */
final class CreationController {

    private static final String CREATE = "create";
    private static final String SET_UP = "setup";
    private static final String RESTART = "restart";
    private static final String DONE = "done";
    private static final String ACCEPT = "accept";
    private static final String NOT_NOW = "not-now";

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authSession;
    private final AppPasswords appPasswords;
    private final CreationPages pages;
    private final CreationProgress progress;
    private final CreationOffer offer;

    CreationController(RequiredActionContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
        this.appPasswords = new AppPasswords(context.getSession(), context.getRealm());
        this.pages = new CreationPages(context, appPasswords);
        this.progress = new CreationProgress(context, appPasswords);
        this.offer = new CreationOffer(authSession);
    }

    /** Shows the first page. */
    void start() {
        if (progress.isDeclined()) {
            // The sign-in continues. An action that an administrator has put on the user stays for the next sign-in.
            context.ignore();
        } else if (!offer.isOpen()) {
            context.challenge(nextPage());
        } else if (blocker().isEmpty()) {
            // The action that the application asked for is done, so its Cancel button would not work on this page.
            authSession.removeClientNote(Constants.KC_ACTION_EXECUTING);
            context.challenge(pages.offer());
        } else {
            // The user did not ask for an app password, so an explanation would only confuse.
            context.ignore();
        }
    }

    /** Handles a submitted form. */
    void submit(MultivaluedMap<String, String> fields) {
        Optional<AppPasswordEntry> created = progress.created();
        if (offer.wasMade() && created.isEmpty() && fields.containsKey(NOT_NOW)) {
            context.success();
        } else if (offer.isOpen() && !fields.containsKey(ACCEPT)) {
            context.challenge(pages.offer());
        } else if (offer.isOpen()) {
            offer.accept();
            context.challenge(nextPage());
        } else if (fields.containsKey(DONE)) {
            finish();
        } else if (created.isPresent()) {
            context.challenge(
                    fields.containsKey(RESTART)
                            ? restart(created.get())
                            : pages.alreadyShown(created.get().name()));
        } else if (fields.containsKey(SET_UP)) {
            context.challenge(enrolSecondFactor(fields.getFirst(SET_UP)));
        } else if (fields.containsKey(CREATE)) {
            context.challenge(create(CreateForm.read(fields, appPasswords.policy())));
        } else {
            context.challenge(nextPage());
        }
    }

    private void finish() {
        if (progress.hasCreated()) {
            context.success();
        } else {
            progress.noteDeclined();
            context.cancel();
        }
    }

    private Response nextPage() {
        return progress.created()
                .map(created -> pages.alreadyShown(created.name()))
                .or(() -> blocker().map(pages::unavailable))
                .orElseGet(() -> form(CreateForm.empty(appPasswords.policy()), List.of()));
    }

    private Response create(CreateForm form) {
        Optional<ErrorCode> blocker = blocker();
        if (blocker.isPresent()) {
            return blocker.get() == ErrorCode.LIMIT_REACHED
                    ? explain(form, ErrorCode.LIMIT_REACHED)
                    : pages.unavailable(blocker.get());
        }
        Optional<NewAppPassword> request = form.request();
        if (request.isEmpty()) {
            return form(form, List.of(FormErrors.incomplete(form)));
        }
        try {
            CreatedAppPassword created = appPasswords.create(context.getUser(), request.get());
            progress.noteCreated(created.entry());
            CredentialEvent.updated(context.getEvent(), created.entry());
            return pages.created(created);
        } catch (ApiError error) {
            return explain(form, error.code());
        }
    }

    private Response explain(CreateForm form, ErrorCode code) {
        if (code == ErrorCode.NAME_TAKEN || code == ErrorCode.LIMIT_REACHED) {
            // If the same form was sent twice at once, the browser shows only the second response.
            Optional<AppPasswordEntry> twin = progress.createdSinceForm(form.name());
            if (twin.isPresent()) {
                progress.noteCreated(twin.get());
                return pages.alreadyShown(twin.get().name());
            }
        }
        // The creation read past the cache, which may not have the blocker yet.
        return FormErrors.of(code, form, appPasswords.policy())
                .map(error -> form(form, List.of(error)))
                .orElseGet(() -> code.blocksCreation() ? pages.unavailable(code) : nextPage());
    }

    private Response form(CreateForm form, List<FormMessage> errors) {
        progress.noteForm();
        return pages.form(form, errors, offer.wasMade());
    }

    private Response restart(AppPasswordEntry unseen) {
        try {
            CredentialEvent.removed(context.getEvent(), appPasswords.revoke(context.getUser(), unseen.id()));
        } catch (ApiError error) {
            if (error.code() == ErrorCode.BUSY) {
                return pages.alreadyShownAndBusy(unseen.name());
            }
            // Otherwise, it has been deleted elsewhere, which is what the user asked for.
        }
        progress.forgetCreated();
        CreateForm form = CreateForm.of(unseen, appPasswords.policy());
        return blocker()
                .filter(blocker -> blocker != ErrorCode.LIMIT_REACHED)
                .map(pages::unavailable)
                .orElseGet(() -> form(form, List.of()));
    }

    // Keycloak runs the other actions of the session first, and then returns to the action that the user started.
    private Response enrolSecondFactor(String requiredAction) {
        boolean offered = blocker().equals(Optional.of(ErrorCode.SECOND_FACTOR_REQUIRED))
                && new SecondFactors(context.getSession())
                        .setUpActions(context.getRealm())
                        .anyMatch(action -> action.equals(requiredAction));
        if (!offered) {
            return nextPage();
        }
        new FlowAuthenticationContext(context).enrol(requiredAction);
        if (authSession.getClientNote(Constants.KC_ACTION) == null) {
            authSession.addRequiredAction(AppPasswordPolicy.REQUIRED_ACTION);
        }
        return AuthenticationManager.nextActionAfterAuthentication(
                context.getSession(),
                authSession,
                context.getConnection(),
                context.getHttpRequest(),
                context.getUriInfo(),
                context.getEvent());
    }

    private Optional<ErrorCode> blocker() {
        return CreationBlocker.find(new FlowAuthenticationContext(context), appPasswords, context.getUser());
    }
}
