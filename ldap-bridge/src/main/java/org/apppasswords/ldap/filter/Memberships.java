package org.apppasswords.ldap.filter;

import java.util.Set;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Finds out which groups a person is in. */
@FunctionalInterface
public interface Memberships {

    /** Returns the ids of the person's direct and inherited groups; empty if the person does not exist. */
    Set<String> groupIdsOf(String username) throws KeycloakException;
}
