package org.apppasswords.ldap.server;

import org.apppasswords.ldap.entry.ServiceTree;

/** Who a connection is signed in as: the authorization state of RFC 4513, section 4. */
sealed interface Identity {

    /** Nobody. May read the root DSE and the schema. */
    record Anonymous() implements Identity {}

    /** The account of the configuration that may search everything below one base. */
    record SearchAccount(ServiceTree tree) implements Identity {}

    /**
     * A person.
     *
     * @param username the name that Keycloak returned
     * @param mayReadAll whether the person may search as the search account does
     */
    record Person(ServiceTree tree, String userId, String username, boolean mayReadAll) implements Identity {}

    /** Returns the authorization identity, by RFC 4513, section 5.2.1.8; empty for nobody. */
    default String authorizationId() {
        if (this instanceof SearchAccount account) {
            return "dn:" + account.tree().searchAccount();
        }
        return this instanceof Person person ? "dn:" + person.tree().person(person.username()) : "";
    }
}
