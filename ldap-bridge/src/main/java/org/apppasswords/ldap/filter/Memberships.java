package org.apppasswords.ldap.filter;

import java.util.Set;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Finds out which groups a person is in. */
@FunctionalInterface
public interface Memberships {

    /**
     * Returns the ids of the person's direct and inherited groups; empty if the person does not exist in this tree.
     *
     * @param tree null for the tree of the search
     */
    Set<String> groupIdsOf(ServiceTree tree, String username) throws KeycloakException;
}
