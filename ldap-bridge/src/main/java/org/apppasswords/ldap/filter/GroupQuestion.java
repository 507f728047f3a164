package org.apppasswords.ldap.filter;

/** What to ask Keycloak for groups. */
public sealed interface GroupQuestion extends Plan.Question {

    /** The group with this unique name. */
    record ByName(String groupName) implements GroupQuestion {}

    /** The group with this {@code entryUUID}. */
    record ByUuid(String uuid) implements GroupQuestion {}

    /** The direct and inherited groups of a person. */
    record OfMember(String username) implements GroupQuestion {}

    @Override
    default boolean isLookup() {
        return true;
    }

    @Override
    default int cost() {
        return this instanceof OfMember ? 10 : 1;
    }
}
