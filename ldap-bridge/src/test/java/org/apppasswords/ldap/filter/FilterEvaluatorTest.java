package org.apppasswords.ldap.filter;

import static org.apppasswords.ldap.filter.Truth.FALSE;
import static org.apppasswords.ldap.filter.Truth.TRUE;
import static org.apppasswords.ldap.filter.Truth.UNDEFINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.GroupEntries;
import org.apppasswords.ldap.entry.KeycloakName;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.PersonEntries;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.keycloak.GroupRecord;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.UserRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The three values of RFC 4511, section 4.5.1.7, and the matching rules of RFC 4517. */
class FilterEvaluatorTest {

    private static final AttributeMapping MAPPING = new AttributeMapping(AttributeMapping.defaults(), false);
    private static final DirectorySchema SCHEMA =
            new DirectorySchema(MAPPING.claims().keySet());
    private static final ServiceTree TREE = tree();
    private static final NameSpace NAMES = new NameSpace(List.of(TREE));
    private static final DirectoryEntry ALICE = alice();
    private static final DirectoryEntry STAFF = new GroupEntries(TREE).entry(new GroupRecord("g1", "Staff"));

    private static ServiceTree tree() {
        try {
            return new ServiceTree("", new DN("dc=example,dc=org"), null);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DirectoryEntry alice() {
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("name", "Alice  Liddell")
                .put("given_name", "Alice")
                .put("family_name", "Liddell")
                .put("email", "Alice@Example.org")
                .put("uidNumber", 1001)
                .put("gidNumber", "100");
        // The first number is not valid: it has a character that telephone numbers cannot have.
        claims.putArray("phone_number")
                .add("+49 30 1#2")
                .add("+49 30 123-456")
                .add("extension 17")
                .add("ask reception");
        return new PersonEntries(TREE, SCHEMA, MAPPING)
                .entry(
                        new UserRecord(
                                "11111111-1111-4111-8111-111111111111",
                                "alice",
                                true,
                                Instant.parse("2026-01-01T00:00:00Z"),
                                claims,
                                Set.of("g1")),
                        List.of("Staff", "a,b"));
    }

    private static Arguments person(String filter, Truth expected) {
        return Arguments.of(filter, ALICE, expected);
    }

    private static Arguments group(String filter, Truth expected) {
        return Arguments.of(filter, STAFF, expected);
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                // Constants of RFC 4526.
                person("(&)", TRUE),
                person("(|)", FALSE),
                // Three values.
                person("(unknown=x)", UNDEFINED),
                person("(!(unknown=x))", UNDEFINED),
                person("(unknown=*)", FALSE),
                person("(!(unknown=*))", TRUE),
                person("(unknown=x*)", UNDEFINED),
                person("(unknown>=x)", UNDEFINED),
                person("(unknown~=x)", UNDEFINED),
                person("(unknown:=x)", UNDEFINED),
                person("(cn;lang-de=x)", UNDEFINED),
                person("(&(uid=alice)(unknown=x))", UNDEFINED),
                person("(&(uid=bob)(unknown=x))", FALSE),
                person("(&(unknown=x)(uid=bob))", FALSE),
                person("(|(uid=alice)(unknown=x))", TRUE),
                person("(|(unknown=x)(uid=alice))", TRUE),
                person("(|(uid=bob)(unknown=x))", UNDEFINED),
                person("(!(&(uid=alice)(unknown=x)))", UNDEFINED),
                person("(!(&(uid=bob)(unknown=x)))", TRUE),
                person("(!(|(uid=bob)(unknown=x)))", UNDEFINED),
                person("(!(!(unknown=x)))", UNDEFINED),
                // An attribute that the entry lacks is false, an invalid value undefined.
                person("(title=x)", FALSE),
                person("(!(title=x))", TRUE),
                person("(userPassword=x)", FALSE),
                person("(uidNumber=abc)", UNDEFINED),
                person("(!(uidNumber=abc))", UNDEFINED),
                person("(entryUUID=alice)", UNDEFINED),
                person("(createTimestamp>=yesterday)", UNDEFINED),
                person("(memberOf=not a name)", UNDEFINED),
                person("(uid>=a)", UNDEFINED),
                person("(memberOf=cn=st*)", UNDEFINED),
                person("(entryUUID=1111*)", UNDEFINED),
                // Object classes, by name and OID.
                person("(objectClass=PERSON)", TRUE),
                person("(objectClass=2.16.840.1.113730.3.2.2)", TRUE),
                person("(objectClass=posixAccount)", TRUE),
                person("(objectClass=groupOfNames)", FALSE),
                person("(!(objectClass=groupOfNames))", TRUE),
                person("(objectClass=user)", UNDEFINED),
                person("(!(objectClass=computer))", UNDEFINED),
                // Case and space.
                person("(UID=ALICE)", TRUE),
                person("(0.9.2342.19200300.100.1.1=alice)", TRUE),
                person("(userid=alice)", TRUE),
                person("(cn=  alice liddell )", TRUE),
                person("(mail=alice@EXAMPLE.ORG)", TRUE),
                person("(email=alice@example.org)", TRUE),
                person("(rfc822Mailbox=alice@example.org)", TRUE),
                person("(homeDirectory=/home/alice)", TRUE),
                person("(homeDirectory=/HOME/alice)", FALSE),
                person("(telephoneNumber=+4930123456)", TRUE),
                person("(uidNumber=1001)", TRUE),
                person("(uidNumber=01001)", UNDEFINED),
                person("(uidNumber>=1000)", TRUE),
                person("(uidNumber<=999)", FALSE),
                person("(createTimestamp>=20250101000000Z)", TRUE),
                person("(createTimestamp<=20250101000000Z)", FALSE),
                person("(entryUUID=11111111-1111-4111-8111-111111111111)", TRUE),
                person("(hasSubordinates=false)", TRUE),
                person("(uid~=Alice)", TRUE),
                // Substrings.
                person("(cn=al*)", TRUE),
                person("(cn=*DELL)", TRUE),
                person("(cn=*ice lid*)", TRUE),
                person("(cn=a*i*l*l)", TRUE),
                person("(cn=a*ll*ll)", FALSE),
                person("(cn=l*)", FALSE),
                person("(cn=alice liddell*)", TRUE),
                person("(mail=*@example.org)", TRUE),
                person("(telephoneNumber=+4930*)", TRUE),
                person("(telephoneNumber=*\\2830\\29 123*)", TRUE),
                person("(telephoneNumber=+49*-*6)", TRUE),
                person("(telephoneNumber=+*)", TRUE),
                person("(telephoneNumber=*999*)", FALSE),
                person("(telephoneNumber=*1#2)", UNDEFINED),
                // The rule ignores all but digits and plus signs: a name is in no number, rather than in each.
                person("(telephoneNumber=smith)", FALSE),
                person("(telephoneNumber=alice17)", FALSE),
                person("(telephoneNumber=-)", FALSE),
                person("(telephoneNumber=17)", TRUE),
                person("(telephoneNumber:telephoneNumberMatch:=smith)", FALSE),
                person("(:telephoneNumberMatch:=alice17)", FALSE),
                person("(:telephoneNumberMatch:=17)", TRUE),
                person("(telephoneNumber=*ali*)", FALSE),
                person("(telephoneNumber=ali*)", FALSE),
                person("(telephoneNumber=*room3*)", FALSE),
                person("(telephoneNumber=*-*)", FALSE),
                person("(mobile=*ali*)", FALSE),
                // Longer than any name or value.
                person("(memberOf=cn=staff" + ",ou=groups".repeat(1000) + ")", UNDEFINED),
                person("(entryDN=uid=" + " ".repeat(10_000) + "alice,ou=people,dc=example,dc=org)", UNDEFINED),
                person("(cn=" + " ".repeat(10_000) + "alice liddell)", UNDEFINED),
                person("(cn=*" + "x".repeat(10_001) + "*)", UNDEFINED),
                person("(:caseIgnoreMatch:=" + "x".repeat(10_001) + ")", UNDEFINED),
                person("(createTimestamp>=" + "0".repeat(10_001) + ")", UNDEFINED),
                // Names are compared by value.
                person("(memberOf=CN=staff, OU=Groups,DC=example , dc=org)", TRUE),
                person("(memberOf=2.5.4.3=staff,ou=groups,dc=example,dc=org)", TRUE),
                person("(memberOf=cn=a\\5c,b,ou=groups,dc=example,dc=org)", TRUE),
                person("(memberOf=cn=a\\5c2cb,ou=groups,dc=example,dc=org)", TRUE),
                person("(memberOf=cn=a,cn=b,ou=groups,dc=example,dc=org)", FALSE),
                person("(entryDN=CN=alice,ou=people,dc=example,dc=org)", TRUE),
                person("(distinguishedName=uid=Alice,ou=people,dc=example,dc=org)", TRUE),
                // Rules that the filter names.
                person("(cn:=alice liddell)", TRUE),
                person("(cn:caseExactMatch:=Alice Liddell)", TRUE),
                person("(cn:caseExactMatch:=alice liddell)", FALSE),
                person("(cn:2.5.13.5:=Alice Liddell)", TRUE),
                person("(cn:integerMatch:=1)", UNDEFINED),
                person("(cn:1.2.3.4:=x)", UNDEFINED),
                person("(uidNumber:1.2.840.113556.1.4.803:=1)", UNDEFINED),
                person("(:caseIgnoreMatch:=liddell)", TRUE),
                person("(:caseIgnoreMatch:=nobody)", FALSE),
                person("(ou:dn:=people)", TRUE),
                person("(ou:dn:caseIgnoreMatch:=groups)", FALSE),
                person("(dc:dn:=example)", TRUE),
                person("(memberOf:1.2.840.113556.1.4.1941:=cn=staff,ou=groups,dc=example,dc=org)", TRUE),
                person("(cn:1.2.840.113556.1.4.1941:=x)", UNDEFINED),
                person("(memberOf:distinguishedNameMatch:=cn=STAFF,ou=groups,dc=example,dc=org)", TRUE),
                // Members.
                person("(member=uid=alice,ou=people,dc=example,dc=org)", FALSE),
                person("(memberUid=alice)", FALSE),
                group("(member=uid=alice,ou=people,dc=example,dc=org)", TRUE),
                group("(member=CN=Alice,ou=people,dc=example,dc=org)", TRUE),
                group("(uniqueMember=uid=alice,ou=people,dc=example,dc=org)", TRUE),
                group("(member=uid=bob,ou=people,dc=example,dc=org)", FALSE),
                group("(member=cn=staff,ou=groups,dc=example,dc=org)", FALSE),
                group("(member=uid=alice,ou=people,dc=elsewhere)", FALSE),
                group("(member=alice)", UNDEFINED),
                group("(memberUid=alice)", TRUE),
                group("(memberUid=" + "a".repeat(256) + ")", FALSE),
                group("(memberUid=)", FALSE),
                group("(member:1.2.840.113556.1.4.1941:=uid=alice,ou=people,dc=example,dc=org)", TRUE),
                group("(objectClass=posixGroup)", UNDEFINED),
                group("(gidNumber=5000)", FALSE),
                group("(cn=STAFF)", TRUE));
    }

    /** The SDK takes ten milliseconds to normalize such a piece: once for each member, that would be minutes. */
    @Test
    void aPieceIsNormalizedOnce() throws LDAPException {
        List<String> usernames =
                IntStream.range(0, 10_000).mapToObj(i -> "user" + i).toList();
        DirectoryEntry group = new GroupEntries(TREE).withMembers(STAFF, usernames);
        Filter filter = Filter.create("(memberUid=*ä" + " ".repeat(9_990) + "*)");

        Truth truth = assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> new FilterEvaluator(SCHEMA, NAMES)
                        .evaluate(new FilterCompiler(SCHEMA, NAMES).compile(filter), group, (tree, name) -> Set.of()));

        assertThat(truth).isEqualTo(FALSE);
    }

    @MethodSource("filters")
    @ParameterizedTest(name = "{0}")
    void aFilterHasOneOfThreeValues(String filter, DirectoryEntry entry, Truth expected)
            throws LDAPException, KeycloakException {
        Condition condition = new FilterCompiler(SCHEMA, NAMES).compile(Filter.create(filter));
        Memberships memberships = (tree, username) -> {
            assertThat(KeycloakName.canBeUser(username)).as(username).isTrue();
            return username.equalsIgnoreCase("alice") ? Set.of("g1") : Set.of();
        };

        assertThat(new FilterEvaluator(SCHEMA, NAMES).evaluate(condition, entry, memberships))
                .isEqualTo(expected);
    }
}
