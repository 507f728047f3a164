package org.apppasswords.ldap.directory;

/** A group has more members than the configuration allows to read at once. */
public final class TooManyMembersException extends Exception {

    private static final long serialVersionUID = 1;

    TooManyMembersException(String group, int limit) {
        super("The group " + group + " has more than " + limit + " members: search for memberOf instead,"
                + " or raise limits.members.");
    }
}
