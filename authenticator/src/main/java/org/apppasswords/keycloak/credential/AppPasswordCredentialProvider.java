package org.apppasswords.keycloak.credential;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Expiration;
import org.apppasswords.keycloak.policy.Expiration.Cause;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.credential.CredentialMetadata;
import org.keycloak.credential.CredentialMetadata.LocalizedMessage;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadata.Category;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * App passwords as a Keycloak credential type: listed beside passwords and one-time codes, exported with the realm, and
 * deleted like any other credential.
 *
 * <p>Creating through this provider is what realm import and user creation do: the credential is stored as it is. The
 * rules for people are in the service.
 */
final class AppPasswordCredentialProvider
        implements CredentialProvider<AppPasswordCredentialModel>, CredentialInputValidator {

    private final KeycloakSession session;
    private final ImportedHashVerifier importedPasswords;

    AppPasswordCredentialProvider(KeycloakSession session, ImportedHashVerifier importedPasswords) {
        this.session = session;
        this.importedPasswords = importedPasswords;
    }

    @Override
    public String getType() {
        return AppPasswordCredentialModel.TYPE;
    }

    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, AppPasswordCredentialModel credential) {
        if (credential.getCreatedDate() == null) {
            credential.setCreatedDate(Time.currentTimeMillis());
        }
        return user.credentialManager().createStoredCredential(credential);
    }

    @Override
    public boolean deleteCredential(RealmModel realm, UserModel user, String credentialId) {
        return user.credentialManager().removeStoredCredentialById(credentialId);
    }

    @Override
    public AppPasswordCredentialModel getCredentialFromModel(CredentialModel stored) {
        return AppPasswordCredentialModel.copyOf(stored);
    }

    @Override
    public AppPasswordCredentialModel getCredentialForPresentationFromModel(CredentialModel stored) {
        return AppPasswordPresentation.of(
                stored,
                AppPasswordPolicy.of(session.getContext().getRealm()),
                Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        return CredentialTypeMetadata.builder()
                .type(getType())
                .category(Category.BASIC_AUTHENTICATION)
                .displayName("appPasswordTitle")
                .helpText("appPasswordHelpText")
                .iconCssClass("kcAuthenticatorPasswordClass")
                .createAction(AppPasswordPolicy.REQUIRED_ACTION)
                .removeable(true)
                .build(session);
    }

    @Override
    public CredentialMetadata getCredentialMetadata(
            AppPasswordCredentialModel credential, CredentialTypeMetadata typeMetadata) {
        CredentialMetadata metadata = new CredentialMetadata();
        metadata.setCredentialModel(credential);
        AppPasswordData data = credential.data();
        UserModel owner = owner();
        boolean ofPredecessor = owner != null && !DirectoryEntry.of(owner).owns(data);
        if (!data.isReadable() || ofPredecessor) {
            metadata.setWarningMessageTitle("appPasswordWarningUnreadableTitle");
            metadata.setWarningMessageDescription("appPasswordWarningUnreadableText");
            return metadata;
        }
        RealmModel realm = session.getContext().getRealm();
        describeServices(metadata, realm, data.clients());
        describeLastUse(metadata, realm, data);
        describeEnd(
                metadata,
                AppPasswordPolicy.of(realm).ending(credential.createdAt(), data.expiresAt(), data.lastUsedAt()));
        return metadata;
    }

    @Override
    public boolean supportsCredentialType(String type) {
        return AppPasswordCredentialModel.TYPE.equals(type);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String type) {
        return supportsCredentialType(type)
                && user.credentialManager()
                        .getStoredCredentialsByTypeStream(type)
                        .findAny()
                        .isPresent();
    }

    /**
     * Answers for the type {@code app-password} alone, so that an app password never passes as the account password. A
     * yes means only that one matches and has not ended: which service asks is not known here, so one that is limited to
     * some services is refused.
     */
    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        if (!supportsCredentialType(input.getType())) {
            return false;
        }
        TypedPassword typed = TypedPassword.read(input.getChallengeResponse());
        AppPasswordPolicy policy = AppPasswordPolicy.of(realm);
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        List<CredentialModel> stored = user.credentialManager()
                .getStoredCredentialsByTypeStream(AppPasswordCredentialModel.TYPE)
                .toList();
        DirectoryEntry entry = DirectoryEntry.of(user);
        List<AppPasswordCredentialModel> usable = stored.stream()
                .map(credential -> AppPasswordCredentialModel.copyOf(credential, ParsedCredentialCache.of(user), entry))
                .filter(credential -> !credential.isOfPredecessor())
                .filter(credential -> credential.data().isReadable())
                .filter(credential -> credential.data().clients().isEmpty())
                .filter(credential -> policy.ending(
                                credential.createdAt(),
                                credential.data().expiresAt(),
                                credential.data().lastUsedAt())
                        .filter(ending -> ending.isOver(now))
                        .isEmpty())
                .toList();
        return usable.stream().anyMatch(credential -> credential.matches(typed))
                || importedPasswords.find(user.getId(), usable, typed, credential -> true)
                        instanceof ImportedHashVerifier.Outcome.Match;
    }

    private void describeServices(CredentialMetadata metadata, RealmModel realm, Set<String> clientIds) {
        if (clientIds.isEmpty()) {
            metadata.setInfoMessage("appPasswordInfoAllServices");
        } else {
            List<String> names = new ServiceDirectory(session).names(realm, clientIds);
            metadata.setInfoMessage("appPasswordInfoServices", String.join(", ", names));
        }
    }

    // A term and its description, as the page shows them: the term is a text, the description is data.
    private void describeLastUse(CredentialMetadata metadata, RealmModel realm, AppPasswordData data) {
        LocalizedMessage use = data.lastUsedAt()
                .map(at -> new LocalizedMessage("appPasswordInfoLastUsed", new String[] {lastUse(realm, data, at)}))
                .orElseGet(() -> new LocalizedMessage("appPasswordInfoNeverUsed", new String[] {""}));
        metadata.setInfoProperties(List.of(use));
    }

    private String lastUse(RealmModel realm, AppPasswordData data, Instant at) {
        String time = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(locale())
                        .withZone(ZoneId.systemDefault())
                        .format(at)
                + DateTimeFormatter.ofPattern(" z", locale())
                        .withZone(ZoneId.systemDefault())
                        .format(at);
        Stream<String> service = new ServiceDirectory(session)
                .names(realm, data.lastUsedClient().map(Set::of).orElse(Set.of())).stream();
        return Stream.concat(Stream.concat(Stream.of(time), service), data.lastUsedFrom().stream())
                .collect(Collectors.joining(" · "));
    }

    private Locale locale() {
        return session.getContext().resolveLocale(owner());
    }

    private void describeEnd(CredentialMetadata metadata, Optional<Expiration> end) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        end.filter(ending -> ending.isOver(now)).ifPresent(ending -> {
            DateTimeFormatter date = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                    .withLocale(locale())
                    .withZone(ZoneId.systemDefault());
            metadata.setWarningMessageTitle("appPasswordWarningExpiredTitle", date.format(ending.at()));
            metadata.setWarningMessageDescription(
                    ending.cause() == Cause.UNUSED ? "appPasswordWarningUnusedText" : "appPasswordWarningExpiredText");
        });
    }

    private UserModel owner() {
        UserSessionModel userSession = session.getContext().getUserSession();
        return userSession == null ? null : userSession.getUser();
    }
}
