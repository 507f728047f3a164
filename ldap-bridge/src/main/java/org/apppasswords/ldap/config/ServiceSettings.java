package org.apppasswords.ldap.config;

import com.unboundid.ldap.sdk.DN;
import java.util.Set;

/**
 * One service.
 *
 * @param name its name in the configuration; empty if there is only one
 * @param searchDn null if there is no account for searches
 * @param searchUsers user names, in lower case, that may search as that account does
 */
public record ServiceSettings(
        String name,
        String realm,
        String clientId,
        String clientSecret,
        DN baseDn,
        DN searchDn,
        String searchPassword,
        Set<String> searchUsers,
        UserSearch userSearch,
        boolean bindByName) {

    public ServiceSettings {
        searchUsers = Set.copyOf(searchUsers);
    }

    @Override
    public String toString() {
        return "service " + baseDn;
    }
}
