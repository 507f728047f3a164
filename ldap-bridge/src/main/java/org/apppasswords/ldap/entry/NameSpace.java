package org.apppasswords.ldap.entry;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All names that the bridge serves. The base chooses the service. */
public final class NameSpace {

    public static final String SUBSCHEMA = "cn=Subschema";

    /** Longer than any name here. A DN that fills a whole request would take seconds and a hundred times its size. */
    private static final int MAX_CHARACTERS = 10_000;

    private static final int MAX_COMPONENTS = 100;
    private static final List<String> SUBSCHEMA_KEY = List.of("cn=subschema");

    private final List<ServiceTree> trees;
    private final List<ServiceTree> longestFirst;

    /**
     * Creates the name space of all services.
     *
     * @param trees in the order of the configuration
     */
    public NameSpace(List<ServiceTree> trees) {
        this.trees = List.copyOf(trees);
        longestFirst = trees.stream()
                .sorted(Comparator.comparing(
                                (ServiceTree tree) -> tree.baseKey().size())
                        .reversed())
                .toList();
    }

    public List<ServiceTree> trees() {
        return trees;
    }

    /** Finds out what a name means; empty if it is not a valid name by RFC 4514, or too long. */
    public Optional<EntryName> resolve(String text) {
        return parse(text).map(this::resolve);
    }

    private static Optional<DN> parse(String text) {
        if (text.length() > MAX_CHARACTERS || components(text) > MAX_COMPONENTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DN(text));
        } catch (LDAPException e) {
            return Optional.empty();
        }
    }

    /** Returns how many pairs of attribute and value a name has at most. */
    private static int components(String text) {
        int components = 1;
        boolean isEscaped = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (!isEscaped && (character == ',' || character == ';' || character == '+')) {
                components++;
            }
            isEscaped = !isEscaped && character == '\\';
        }
        return components;
    }

    private EntryName resolve(DN name) {
        if (name.isNullDN()) {
            return new EntryName.RootDse();
        }
        List<String> key = NameKey.of(name);
        if (key.equals(SUBSCHEMA_KEY)) {
            return new EntryName.Subschema();
        }
        for (ServiceTree tree : longestFirst) {
            int below = key.size() - tree.baseKey().size();
            if (below >= 0 && key.subList(below, key.size()).equals(tree.baseKey())) {
                return tree.resolve(name, key);
            }
        }
        return new EntryName.Outside();
    }

    /** Returns whether two names of users or groups are the same value: case and space do not matter. */
    public static boolean isSameName(String a, String b) {
        // Names that cannot exist are not compared: the SDK takes seconds for a long one.
        return KeycloakName.canBeGroup(a)
                && KeycloakName.canBeGroup(b)
                && NameKey.normalizedValue(a).equals(NameKey.normalizedValue(b));
    }

    /** Returns text that is equal for names of the same entry, however they are written; null for an invalid name. */
    public String keyOf(String text) {
        return parse(text).map(this::keyOf).orElse(null);
    }

    private String keyOf(DN name) {
        EntryName meaning = resolve(name);
        if (meaning instanceof EntryName.Person person) {
            return person.tree().personKey(person.username());
        }
        return String.join(",", NameKey.of(name));
    }
}
