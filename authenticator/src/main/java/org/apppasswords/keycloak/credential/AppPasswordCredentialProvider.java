package org.apppasswords.keycloak.credential;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.localization.UserTimes;
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
    private final ServiceDirectory services;
    private final ImportedHashVerifier importedHashes;

    AppPasswordCredentialProvider(KeycloakSession session, ImportedHashVerifier importedHashes) {
        this.session = session;
        this.services = new ServiceDirectory(session);
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
        DirectoryEntry.of(user).separateLabel(credential);
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
                .displayName("appPasswordSigningInTitle")
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
        AppPasswordData data = credential.data();
        UserModel owner = owner();
        RealmTexts texts = RealmTexts.ofRequest(session, session.getContext().getRealm(), owner);
        credential.setUserLabel(texts.appPasswordName(credential.name()));
        metadata.setCredentialModel(credential);
        boolean ofPredecessor = owner != null && !DirectoryEntry.of(owner).owns(data);
        if (!data.isReadable() || ofPredecessor) {
            metadata.setWarningMessageTitle("appPasswordWarningUnreadableTitle");
            metadata.setWarningMessageDescription("appPasswordWarningUnreadableText");
            return metadata;
        }
        RealmModel realm = session.getContext().getRealm();
        describeServices(metadata, realm, owner, data.clients(), texts);
        UserTimes times = UserTimes.of(owner, texts.locale());
        AppPasswordPolicy policy = AppPasswordPolicy.of(realm).forServices(data.clients());
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Optional<Expiration> past = policy.expiration(credential.createdAt(), data.expiresAt(), data.lastUsedAt())
                .filter(expiration -> expiration.isOver(now));
        // The page shows a term and its description: the term is a message, the description is data.
        List<LocalizedMessage> facts = new ArrayList<>(List.of(lastUse(realm, data, texts, times)));
        if (past.isPresent()) {
            describeExpiration(metadata, past.get(), times);
        } else {
            Optional<Instant> end = policy.lifetimeEnd(credential.createdAt(), data.expiresAt());
            end.ifPresent(at -> facts.add(fact("appPasswordInfoExpires", times.text(at))));
            if (end.map(at -> Expiration.warnFrom(credential.createdAt(), at))
                    .filter(from -> !now.isBefore(from))
                    .isPresent()) {
                metadata.setWarningMessageTitle("appPasswordWarningSoonTitle");
                metadata.setWarningMessageDescription("appPasswordWarningSoonText");
            }
        }
        if (data.networks().isLimited()) {
            facts.add(fact(
                    "appPasswordNetworks", String.join(", ", data.networks().texts())));
        }
        metadata.setInfoProperties(facts);
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
     * The requesting service and its address are not known here, so app passwords that are limited to services or
     * networks are rejected.
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
                .filter(credential -> !credential.data().networks().isLimited())
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

    private void describeServices(
            CredentialMetadata metadata, RealmModel realm, UserModel owner, Set<String> clientIds, RealmTexts texts) {
        if (clientIds.isEmpty()) {
            metadata.setInfoMessage("appPasswordInfoAllServices");
        } else {
            List<String> names = services.names(realm, owner, clientIds, texts);
            metadata.setInfoMessage("appPasswordInfoServices", String.join(", ", names));
        }
    }

    private LocalizedMessage lastUse(RealmModel realm, AppPasswordData data, RealmTexts texts, UserTimes times) {
        return data.lastUsedAt()
                .map(at -> fact("appPasswordInfoLastUsed", lastUse(realm, data, times.text(at), texts)))
                .orElseGet(() -> fact("appPasswordInfoNeverUsed", ""));
    }

    private String lastUse(RealmModel realm, AppPasswordData data, String time, RealmTexts texts) {
        Stream<String> service =
                data
                        .lastUsedClient()
                        .map(clientId -> services.find(realm, clientId, texts).name())
                        .stream();
        return Stream.concat(Stream.concat(Stream.of(time), service), data.lastUsedFrom().stream())
                .collect(Collectors.joining(" · "));
    }

    private static LocalizedMessage fact(String term, String description) {
        return new LocalizedMessage(term, new String[] {description});
    }

    private static void describeExpiration(CredentialMetadata metadata, Expiration past, UserTimes times) {
        metadata.setWarningMessageTitle("appPasswordWarningExpiredTitle", times.text(past.at()));
        metadata.setWarningMessageDescription(
                past.cause() == Cause.UNUSED ? "appPasswordWarningUnusedText" : "appPasswordWarningExpiredText");
    }

    private UserModel owner() {
        UserSessionModel userSession = session.getContext().getUserSession();
        return userSession == null ? null : userSession.getUser();
    }
}
