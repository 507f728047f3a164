package org.apppasswords.keycloak.provisioning;

import java.util.List;

/**
 * The result of provisioning or deprovisioning.
 *
 * @param dryRun whether the changes were rolled back
 * @param changes the changes in their order; empty if nothing had to be changed
 * @param createdClients the created clients with their secrets, which are not shown again; empty in a dry run
 * @param warnings messages about what an administrator should check
 */
public record Report(boolean dryRun, List<Change> changes, List<CreatedClient> createdClients, List<String> warnings) {

    /** A client that provisioning created. */
    public record CreatedClient(String clientId, String secret) {

        /** Leaves out the secret, because this text may be logged. */
        @Override
        public String toString() {
            return "CreatedClient[" + clientId + "]";
        }
    }

    /** Returns the report without secrets, for the admin event. */
    public Report withoutSecrets() {
        return new Report(dryRun, changes, List.of(), warnings);
    }
}
