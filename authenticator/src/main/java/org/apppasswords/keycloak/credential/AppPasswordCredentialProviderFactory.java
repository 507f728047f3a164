package org.apppasswords.keycloak.credential;

import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Registers the credential type {@code app-password}. */
public final class AppPasswordCredentialProviderFactory
        implements CredentialProviderFactory<CredentialProvider<AppPasswordCredentialModel>> {

    private final ImportedPasswords importedPasswords = new ImportedPasswords();

    @Override
    public String getId() {
        return AppPasswordCredentialModel.TYPE;
    }

    @Override
    public CredentialProvider<AppPasswordCredentialModel> create(KeycloakSession session) {
        return new AppPasswordCredentialProvider(session, importedPasswords);
    }

    ImportedPasswords importedPasswords() {
        return importedPasswords;
    }
}
