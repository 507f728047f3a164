package org.apppasswords.keycloak.provisioning;

import java.util.List;

/**
 * What set-up or teardown did, or would do.
 *
 * @param dryRun whether nothing was done after all
 * @param changes in their order; none if everything was as it should be
 * @param createdClients with their secrets, which are not shown again; none in a dry run
 * @param warnings what an administrator should look at, in words
 */
public record Report(boolean dryRun, List<Change> changes, List<CreatedClient> createdClients, List<String> warnings) {

    /** A client that was made. */
    public record CreatedClient(String clientId, String secret) {

        /** Without the secret: this text ends up in logs. */
        @Override
        public String toString() {
            return "CreatedClient[" + clientId + "]";
        }
    }

    /** The same without secrets, for the event log. */
    public Report withoutSecrets() {
        return new Report(dryRun, changes, List.of(), warnings);
    }
}
