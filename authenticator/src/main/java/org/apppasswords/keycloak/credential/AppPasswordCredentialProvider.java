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
 * App passwords as a Keycloak credential type: listed next to passwords and one-time codes, exported with the realm,
 * and deleted like any other credential.
 *
 * <p>Realm import and user creation create credentials through this provider, which stores them unchanged. The service
 * applies the rules for users.
 */
final class AppPasswordCredentialProvider
        implements CredentialProvider<AppPasswordCredentialModel>, CredentialInputValidator {

    private final KeycloakSession session;
    private final ImportedHashVerifier importedHashes;

    AppPasswordCredentialProvider(KeycloakSession session, ImportedHashVerifier importedHashes) {
        this.session = session;
        this.importedHashes = importedHashes;
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
        describeExpiration(
                metadata,
                AppPasswordPolicy.of(realm).expiration(credential.createdAt(), data.expiresAt(), data.lastUsedAt()));
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
     * Validates only the type {@code app-password}, so that an app password is never accepted as the account password.
     * The requesting service is not known here, so app passwords that are limited to services are rejected.
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
                .filter(credential -> policy.expiration(
                                credential.createdAt(),
                                credential.data().expiresAt(),
                                credential.data().lastUsedAt())
                        .filter(expiration -> expiration.isOver(now))
                        .isEmpty())
                .toList();
        return usable.stream().anyMatch(credential -> credential.matches(typed))
                || importedHashes.find(user.getId(), usable, typed, credential -> true)
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

    // The page shows a term and its description: the term is a message, the description is data.
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

    private void describeExpiration(CredentialMetadata metadata, Optional<Expiration> expiration) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        expiration.filter(end -> end.isOver(now)).ifPresent(end -> {
            DateTimeFormatter date = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                    .withLocale(locale())
                    .withZone(ZoneId.systemDefault());
            metadata.setWarningMessageTitle("appPasswordWarningExpiredTitle", date.format(end.at()));
            metadata.setWarningMessageDescription(
                    end.cause() == Cause.UNUSED ? "appPasswordWarningUnusedText" : "appPasswordWarningExpiredText");
        });
    }

    private UserModel owner() {
        UserSessionModel userSession = session.getContext().getUserSession();
        return userSession == null ? null : userSession.getUser();
    }
}
