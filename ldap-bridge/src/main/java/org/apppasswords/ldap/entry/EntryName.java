package org.apppasswords.ldap.entry;

/** What a distinguished name stands for, whether the entry exists or not. */
public sealed interface EntryName {

    /** The empty name: RFC 4512, section 5.1. */
    record RootDse() implements EntryName {}

    /** The subschema subentry: RFC 4512, section 4.2. */
    record Subschema() implements EntryName {}

    /** The base of a service, for example {@code dc=example,dc=org}. */
    record Base(ServiceTree tree) implements EntryName {}

    /** The parent of all people of a service. */
    record People(ServiceTree tree) implements EntryName {}

    /** The parent of all groups of a service. */
    record Groups(ServiceTree tree) implements EntryName {}

    /** A person. The name is what the program sent, not yet a name that Keycloak knows. */
    record Person(ServiceTree tree, String username) implements EntryName {}

    /** A group. The name is what the program sent. */
    record Group(ServiceTree tree, String groupName) implements EntryName {}

    /** The account that searches for the programs. */
    record SearchAccount(ServiceTree tree) implements EntryName {}

    /** A name below the base of a service that no entry can have. */
    record Nothing(ServiceTree tree) implements EntryName {}

    /** A name outside of all services. */
    record Outside() implements EntryName {}
}
