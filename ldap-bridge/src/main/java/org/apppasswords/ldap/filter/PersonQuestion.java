package org.apppasswords.ldap.filter;

/** What to ask Keycloak for people. */
public sealed interface PersonQuestion extends Plan.Question {

    /** The person with this user name. */
    record ByUsername(String username) implements PersonQuestion {}

    /** The people with this e-mail address. */
    record ByEmail(String email) implements PersonQuestion {}

    /** The person with this {@code entryUUID}. */
    record ByUuid(String uuid) implements PersonQuestion {}

    /** Members of a group and of the groups below it. */
    record InGroup(String groupName) implements PersonQuestion {}

    /** People with this text somewhere in the user name, e-mail address, first or last name. */
    record Search(String text) implements PersonQuestion {}

    @Override
    default boolean isLookup() {
        return this instanceof ByUsername || this instanceof ByEmail || this instanceof ByUuid;
    }

    @Override
    default int cost() {
        if (this instanceof Search search) {
            // The longer the text, the fewer people have it.
            return 100_000 / (search.text().length() + 1);
        }
        return isLookup() ? 1 : 10_000;
    }
}
