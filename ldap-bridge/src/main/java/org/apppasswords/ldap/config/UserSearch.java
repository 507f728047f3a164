package org.apppasswords.ldap.config;

/** What people who are signed in may search. */
public enum UserSearch {
    THEMSELVES,
    PEOPLE,
    NOTHING
}
