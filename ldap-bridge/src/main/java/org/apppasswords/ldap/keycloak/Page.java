package org.apppasswords.ldap.keycloak;

import java.util.List;

/**
 * One page of a list.
 *
 * @param next the cursor of the next page, or null on the last page; a page that is not the last may be empty
 */
public record Page<T>(List<T> items, String next) {

    public Page {
        items = List.copyOf(items);
    }
}
