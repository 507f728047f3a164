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
    private static final String REPLACES = "replaces";
    private static final String DONE = "done";
    private static final String ACCEPT = "accept";
    private static final String NOT_NOW = "not-now";
    private static final String SIGN_IN = "sign-in";

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
                    fields.containsKey(RESTART) && created.get().id().equals(fields.getFirst(REPLACES))
                            ? restart(created.get())
                            : pages.alreadyShown(created.get()));
        } else if (fields.containsKey(SIGN_IN)) {
            context.challenge(signInAgain());
        } else if (fields.containsKey(SET_UP)) {
            context.challenge(enrolSecondFactor(fields.getFirst(SET_UP)));
        } else if (fields.containsKey(CREATE)) {
            context.challenge(create(CreateForm.read(fields, appPasswords.policy(), pages.choices())));
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
                .map(pages::alreadyShown)
                .or(() -> blocker().map(this::blocked))
                .orElseGet(() -> form(CreateForm.empty(appPasswords.policy()), List.of()));
    }

    private Response blocked(ErrorCode blocker) {
        if (blocker == ErrorCode.LIMIT_REACHED) {
            // A double click: Keycloak answers the second request with the page's start while the first one still ends.
            Optional<AppPasswordEntry> twin = progress.createdByForm();
            if (twin.isPresent()) {
                return alreadyShown(twin.get());
            }
        }
        return pages.unavailable(blocker);
    }

    private Response alreadyShown(AppPasswordEntry twin) {
        progress.noteCreated(twin);
        return pages.alreadyShown(twin);
    }

    private Response create(CreateForm form) {
        // The creation finds out whether another submission of the same form has reached the limit.
        Optional<ErrorCode> blocker = blockerExceptLimit();
        if (blocker.isPresent()) {
            return pages.unavailable(blocker.get());
        }
        Optional<NewAppPassword> request = form.request();
        if (request.isEmpty()) {
            return form(form, List.of(FormErrors.incomplete(form)));
        }
        try {
            return created(
                    appPasswords.create(context.getUser(), request.get(), progress.submission(), context.getEvent()));
        } catch (ApiError error) {
            return explain(form, error.code());
        }
    }

    private Response created(CreatedAppPassword created) {
        progress.noteCreated(created.entry());
        return pages.created(created);
    }

    private Response explain(CreateForm form, ErrorCode code) {
        if (code == ErrorCode.ALREADY_CREATED) {
            // If the same form was sent twice at once, the browser shows only the second response.
            Optional<AppPasswordEntry> twin = progress.createdByForm();
            if (twin.isPresent()) {
                return alreadyShown(twin.get());
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
        Optional<ErrorCode> blocker = blockerExceptLimit();
        CreateForm form = CreateForm.of(unseen);
        Optional<NewAppPassword> request = form.request();
        if (blocker.isPresent() || request.isEmpty()) {
            return deleteAndAsk(unseen, form, blocker);
        }
        try {
            return created(appPasswords.create(
                    context.getUser(),
                    request.get(),
                    progress.submission().replacing(unseen.id()),
                    context.getEvent()));
        } catch (ApiError error) {
            return switch (error.code()) {
                case BUSY -> pages.alreadyShownAndBusy(unseen);
                case ALREADY_CREATED -> explain(form, error.code());
                // The policy has changed, so that one like this cannot be created any more.
                default -> deleteAndAsk(unseen, form, Optional.of(error.code()).filter(ErrorCode::blocksCreation));
            };
        }
    }

    private Response deleteAndAsk(AppPasswordEntry unseen, CreateForm form, Optional<ErrorCode> blocker) {
        try {
            appPasswords.revoke(context.getUser(), unseen.id(), context.getEvent());
        } catch (ApiError error) {
            if (error.code() == ErrorCode.BUSY) {
                return pages.alreadyShownAndBusy(unseen);
            }
            // Otherwise, it has been deleted elsewhere, which is what the user asked for.
        }
        progress.forgetCreated();
        return blocker.map(pages::unavailable).orElseGet(() -> form(form, List.of()));
    }

    private Response signInAgain() {
        AnotherSignIn signIn = new AnotherSignIn(context);
        return blocker().filter(signIn::resolves).map(blocker -> signIn.start()).orElseGet(this::nextPage);
    }

    // Keycloak runs the other actions of the session first, and then returns to the action that the user started.
    private Response enrolSecondFactor(String requiredAction) {
        boolean offered = blocker().equals(Optional.of(ErrorCode.SECOND_FACTOR_REQUIRED))
                && new SecondFactors(context.getSession(), context.getRealm())
                        .setUpActions(context.getUser())
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

    private Optional<ErrorCode> blockerExceptLimit() {
        return blocker().filter(blocker -> blocker != ErrorCode.LIMIT_REACHED);
    }

    private Optional<ErrorCode> blocker() {
        return CreationBlocker.find(new FlowAuthenticationContext(context), appPasswords, context.getUser());
    }
}
