package org.apppasswords.keycloak.credential;

import org.apppasswords.keycloak.queue.LockQueue;
import org.apppasswords.keycloak.queue.NoticeQueue;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Registers the credential type {@code app-password}, and holds what the whole server shares. */
public final class AppPasswordCredentialProviderFactory
        implements CredentialProviderFactory<CredentialProvider<AppPasswordCredentialModel>> {

    private final ImportedHashVerifier importedHashes = new ImportedHashVerifier();
    private final LockQueue lockQueue = new LockQueue();
    private final NoticeQueue noticeQueue = new NoticeQueue();

    private static AppPasswordCredentialProviderFactory of(KeycloakSessionFactory sessions) {
        return (AppPasswordCredentialProviderFactory)
                sessions.getProviderFactory(CredentialProvider.class, AppPasswordCredentialModel.TYPE);
    }

    /** Returns this server's queue for work that must run one at a time. */
    public static LockQueue lockQueue(KeycloakSessionFactory sessions) {
        return of(sessions).lockQueue;
    }

    /** Returns this server's queue for notices to users. */
    public static NoticeQueue noticeQueue(KeycloakSessionFactory sessions) {
        return of(sessions).noticeQueue;
    }

    /** Returns this server's verifier for imported hashes. */
    public static ImportedHashVerifier importedHashes(KeycloakSessionFactory sessions) {
        return of(sessions).importedHashes;
    }

    @Override
    public String getId() {
        return AppPasswordCredentialModel.TYPE;
    }

    @Override
    public CredentialProvider<AppPasswordCredentialModel> create(KeycloakSession session) {
        return new AppPasswordCredentialProvider(session, importedHashes);
    }
}
