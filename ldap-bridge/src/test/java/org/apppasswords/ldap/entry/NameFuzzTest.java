package org.apppasswords.ldap.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes names: a name that was built is understood again, and no text reaches another person. */
class NameFuzzTest {

    private static final ServiceTree TREE = tree();
    private static final NameSpace NAMES = new NameSpace(List.of(TREE));

    private static ServiceTree tree() {
        try {
            return new ServiceTree("", new DN("dc=example,dc=org"), new DN("cn=search,dc=example,dc=org"));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @MethodSource("names")
    @FuzzTest
    void aNameThatWasBuiltMeansTheSamePersonOrGroup(@NotNull String name) {
        if (name.isBlank() || !isUnicode(name)) {
            return;
        }
        assertThat(NAMES.resolve(TREE.person(name))).contains(new EntryName.Person(TREE, name));
        assertThat(NAMES.resolve(TREE.group(name))).contains(new EntryName.Group(TREE, name));
        assertThat(NAMES.keyOf(TREE.person(name))).isEqualTo(TREE.personKey(name));
    }

    private static boolean isUnicode(String name) {
        return new String(
                        name.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8)
                .equals(name);
    }

    static Stream<String> names() {
        return Stream.of(
                "alice", " a ", "a,b", "a+b=c", "#1", "\\", "\"", "a\nb", "a\u0000b", "ä", "日本", "a/b", "<;>", "=");
    }

    /** The SDK takes quadratic time to normalize some names. */
    @Test
    void namesThatAreTooLongToExistAreNotCompared() {
        String longest = "a".repeat(1000);
        assertThat(NameSpace.isSameName(longest, longest.toUpperCase(Locale.ROOT)))
                .isTrue();
        assertThat(NameSpace.isSameName(longest + "a", longest + "a")).isFalse();
    }

    @MethodSource("typed")
    @FuzzTest
    void typedTextNeverReachesAnotherKindOfName(@NotNull String typed) {
        NAMES.resolve("uid=" + typed + ",ou=people,dc=example,dc=org").ifPresent(name -> {
            assertThat(name).isNotInstanceOfAny(EntryName.SearchAccount.class, EntryName.Base.class);
            if (name instanceof EntryName.Person person) {
                // One key for each person, so that two texts for one person are equal, and for two are not.
                assertThat(NAMES.keyOf(TREE.person(person.username())))
                        .isEqualTo(NAMES.keyOf("uid=" + typed + ",ou=people,dc=example,dc=org"));
            }
        });
        String key = NAMES.keyOf(typed);
        assertThat(NAMES.resolve(typed).isEmpty()).isEqualTo(key == null);
    }

    static Stream<Arguments> typed() {
        return Stream.of(
                        "alice",
                        "alice,ou=people,dc=example,dc=org",
                        "x+cn=y",
                        "\\61lice",
                        "#04056861636b",
                        "cn=search,dc=example,dc=org",
                        "dc=example,dc=org",
                        "uid=\\",
                        "alice;ou=people")
                .map(Arguments::of);
    }
}
