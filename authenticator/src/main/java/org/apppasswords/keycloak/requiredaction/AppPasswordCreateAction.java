package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.authcontext.AuthenticationTime;
import org.apppasswords.keycloak.authcontext.LevelTimes;
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
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.common.util.Time;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Creates one app password: asks for its name, shows it once, and is done.
 *
 * <p>Nothing that could bring the secret back is kept: it is in the one response and nowhere else. Whoever reloads that
 * page, goes back, or sent the form twice is told so and can start over.
 */
final class AppPasswordCreateAction implements RequiredActionProvider, CredentialRegistrator {

    /** Authentication note: id of the app password that this run of the action has created. Not secret. */
    private static final String CREATED_NOTE = "app-password.created";
    /** Authentication note: when the form was drawn, in epoch milliseconds. */
    private static final String FORM_NOTE = "app-password.form-drawn-at";

    /** Authentication note: the user has read why there is no form, and wants to go on. */
    private static final String DECLINED_NOTE = "app-password.declined";

    /** Maximum age that no existing sign-in meets, not even one in the current second. */
    private static final int NO_SIGN_IN = -1;

    private static final String CREATE = "create";
    private static final String SET_UP = "setup";
    private static final String RESTART = "restart";
    private static final String DONE = "done";
    private static final String ACCEPT = "accept";
    private static final String NOT_NOW = "not-now";

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    /**
     * The credential type whose level of authentication Keycloak asks for before this page: that of the user's second
     * factor. An app password is a way around it, so it takes the factor to make one.
     */
    @Override
    public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
        RealmModel realm = authSession.getRealm();
        UserModel user = authSession.getAuthenticatedUser();
        if (user == null || !AppPasswordPolicy.of(realm).secondFactorRequired()) {
            return null;
        }
        return new SecondFactors(session)
                .leveledType(realm, user, AuthenticationFlowResolver.resolveBrowserFlow(authSession))
                .orElse(null);
    }

    /**
     * Returns the policy's maximum age. Keycloak's own parsing of the setting fails if it is not a number, and such a
     * value can be imported. If Keycloak would inherit a second factor that is too old for this page, requires a new
     * sign-in.
     */
    @Override
    public int getMaxAuthAge(KeycloakSession session) {
        // Keycloak is about to decide whether the user has to sign in again.
        FlowAuthenticationContext.noteStart(session);
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        AppPasswordPolicy policy = AppPasswordPolicy.of(session.getContext().getRealm());
        boolean stale = policy.secondFactorRequired()
                && authSession != null
                && authSession.getAuthenticatedUser() != null
                && new FlowSecondFactor(session, authSession).isStale();
        return stale ? NO_SIGN_IN : Math.toIntExact(policy.maxAuthAge().toSeconds());
    }

    /**
     * Records when the user authenticated: Keycloak calls this in every sign-in. Triggers nothing, because a required
     * action on the user would stop every direct grant.
     */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        AuthenticationTime.record(context.getSession(), context.getAuthenticationSession());
        LevelTimes.noteSignIn(context.getAuthenticationSession());
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (context.getAuthenticationSession().getAuthNote(DECLINED_NOTE) != null) {
            // The sign-in goes on. An action that an administrator has put on the user stays there for the next time.
            context.ignore();
            return;
        }
        AppPasswords appPasswords = new AppPasswords(context.getSession(), context.getRealm());
        if (!new CreationOffer(context.getAuthenticationSession()).isOpen()) {
            context.challenge(nextPage(context, appPasswords));
        } else if (blocker(context, appPasswords).isEmpty()) {
            // The action that the application asked for is done. Its Cancel button would not work on this page.
            context.getAuthenticationSession().removeClientNote(Constants.KC_ACTION_EXECUTING);
            context.challenge(new Pages(context, appPasswords).offer());
        } else {
            // Nobody has asked for it: nothing to explain.
            context.ignore();
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        AppPasswords appPasswords = new AppPasswords(context.getSession(), context.getRealm());
        MultivaluedMap<String, String> fields = context.getHttpRequest().getDecodedFormParameters();
        Optional<AppPasswordEntry> created = alreadyCreated(context, appPasswords);
        CreationOffer offer = new CreationOffer(context.getAuthenticationSession());
        if (offer.wasMade() && created.isEmpty() && fields.containsKey(NOT_NOW)) {
            context.success();
        } else if (offer.isOpen() && !fields.containsKey(ACCEPT)) {
            context.challenge(new Pages(context, appPasswords).offer());
        } else if (offer.isOpen()) {
            offer.accept();
            context.challenge(nextPage(context, appPasswords));
        } else if (fields.containsKey(DONE)) {
            finish(context);
        } else if (created.isPresent() && fields.containsKey(RESTART)) {
            context.challenge(restart(context, appPasswords, created.get()));
        } else if (created.isPresent()) {
            context.challenge(
                    new Pages(context, appPasswords).alreadyShown(created.get().name()));
        } else if (fields.containsKey(SET_UP)) {
            context.challenge(setUpSecondFactor(context, appPasswords, fields.getFirst(SET_UP)));
        } else if (fields.containsKey(CREATE)) {
            context.challenge(create(context, appPasswords, CreateForm.read(fields, appPasswords.policy())));
        } else {
            context.challenge(nextPage(context, appPasswords));
        }
    }

    @Override
    public void close() {
        // Shared by all requests: holds nothing.
    }

    // Success is to have created one, even if it was deleted elsewhere meanwhile.
    private static void finish(RequiredActionContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (authSession.getAuthNote(CREATED_NOTE) != null) {
            context.success();
        } else {
            authSession.setAuthNote(DECLINED_NOTE, "true");
            context.cancel();
        }
    }

    private static Response nextPage(RequiredActionContext context, AppPasswords appPasswords) {
        Pages pages = new Pages(context, appPasswords);
        Optional<AppPasswordEntry> created = alreadyCreated(context, appPasswords);
        if (created.isPresent()) {
            return pages.alreadyShown(created.get().name());
        }
        return blocker(context, appPasswords)
                .map(pages::unavailable)
                .orElseGet(() -> form(context, appPasswords, CreateForm.empty(appPasswords.policy()), List.of()));
    }

    private static Response create(RequiredActionContext context, AppPasswords appPasswords, CreateForm form) {
        Pages pages = new Pages(context, appPasswords);
        Optional<ErrorCode> blocker = blocker(context, appPasswords);
        if (blocker.equals(Optional.of(ErrorCode.LIMIT_REACHED))) {
            return explain(context, appPasswords, form, ErrorCode.LIMIT_REACHED);
        }
        if (blocker.isPresent()) {
            return pages.unavailable(blocker.get());
        }
        Optional<NewAppPassword> request = form.request();
        if (request.isEmpty()) {
            return form(context, appPasswords, form, List.of(FormErrors.incomplete(form)));
        }
        try {
            CreatedAppPassword created = appPasswords.create(context.getUser(), request.get());
            context.getAuthenticationSession()
                    .setAuthNote(CREATED_NOTE, created.entry().id());
            CredentialEvent.updated(context.getEvent(), created.entry());
            return pages.created(created);
        } catch (ApiError error) {
            return explain(context, appPasswords, form, error.code());
        }
    }

    private static Response explain(
            RequiredActionContext context, AppPasswords appPasswords, CreateForm form, ErrorCode code) {
        if (code == ErrorCode.NAME_TAKEN || code == ErrorCode.LIMIT_REACHED) {
            // The same form sent twice at once: the browser shows only the second answer.
            Optional<AppPasswordEntry> twin = createdSinceFormWasDrawn(context, appPasswords, form.name());
            if (twin.isPresent()) {
                context.getAuthenticationSession()
                        .setAuthNote(CREATED_NOTE, twin.get().id());
                return new Pages(context, appPasswords).alreadyShown(twin.get().name());
            }
        }
        // What was found past the cache is true, even if the cache does not know it yet.
        return FormErrors.of(code, form, appPasswords.policy())
                .map(error -> form(context, appPasswords, form, List.of(error)))
                .orElseGet(() -> code.blocksCreation()
                        ? new Pages(context, appPasswords).unavailable(code)
                        : nextPage(context, appPasswords));
    }

    private static Response form(
            RequiredActionContext context, AppPasswords appPasswords, CreateForm form, List<FormMessage> errors) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (authSession.getAuthNote(FORM_NOTE) == null) {
            authSession.setAuthNote(FORM_NOTE, String.valueOf(Time.currentTimeMillis()));
        }
        return new Pages(context, appPasswords).form(form, errors, new CreationOffer(authSession).wasMade());
    }

    private static Response restart(RequiredActionContext context, AppPasswords appPasswords, AppPasswordEntry unseen) {
        try {
            CredentialEvent.removed(context.getEvent(), appPasswords.revoke(context.getUser(), unseen.id()));
        } catch (ApiError error) {
            if (error.code() == ErrorCode.BUSY) {
                return new Pages(context, appPasswords).alreadyShownAndBusy(unseen.name());
            }
            // Deleted elsewhere meanwhile: just what was asked for.
        }
        context.getAuthenticationSession().removeAuthNote(CREATED_NOTE);
        CreateForm form = CreateForm.of(unseen, appPasswords.policy());
        return blocker(context, appPasswords)
                .filter(blocker -> blocker != ErrorCode.LIMIT_REACHED)
                .map(new Pages(context, appPasswords)::unavailable)
                .orElseGet(() -> form(context, appPasswords, form, List.of()));
    }

    // Keycloak runs the session's other actions first and then comes back to the one that the user started.
    private static Response setUpSecondFactor(
            RequiredActionContext context, AppPasswords appPasswords, String requiredAction) {
        boolean offered = blocker(context, appPasswords)
                        .filter(ErrorCode.SECOND_FACTOR_REQUIRED::equals)
                        .isPresent()
                && new SecondFactors(context.getSession())
                        .setUpActions(context.getRealm())
                        .anyMatch(action -> action.equals(requiredAction));
        if (!offered) {
            return nextPage(context, appPasswords);
        }
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
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

    private static Optional<AppPasswordEntry> alreadyCreated(RequiredActionContext context, AppPasswords appPasswords) {
        String id = context.getAuthenticationSession().getAuthNote(CREATED_NOTE);
        return id == null
                ? Optional.empty()
                : appPasswords.list(context.getUser()).stream()
                        .filter(entry -> entry.id().equals(id))
                        .findFirst();
    }

    private static Optional<AppPasswordEntry> createdSinceFormWasDrawn(
            RequiredActionContext context, AppPasswords appPasswords, String name) {
        String drawnAt = context.getAuthenticationSession().getAuthNote(FORM_NOTE);
        if (drawnAt == null) {
            return Optional.empty();
        }
        Instant since = Instant.ofEpochMilli(Long.parseLong(drawnAt));
        return appPasswords.listStored(context.getUser()).stream()
                .filter(entry -> entry.name().equalsIgnoreCase(name.strip()))
                .filter(entry -> !entry.createdAt().isBefore(since))
                // One that is in use was seen by somebody: in another tab.
                .filter(entry -> entry.lastUsedAt().isEmpty())
                .findFirst();
    }

    private static Optional<ErrorCode> blocker(RequiredActionContext context, AppPasswords appPasswords) {
        return CreationBlocker.find(new FlowAuthenticationContext(context), appPasswords, context.getUser());
    }
}
