package org.apppasswords.ldap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.ServiceTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a filter asks Keycloak for: as little as possible, and never too little. */
class PlannerTest {

    private static Condition compile(String filter, DirectorySchema schema, NameSpace names) throws LDAPException {
        return new FilterCompiler(schema, names).compile(Filter.create(filter));
    }

    private static NameSpace names() throws LDAPException {
        return new NameSpace(List.of(new ServiceTree("", new DN("dc=example,dc=org"), null)));
    }

    private static String people(String filter, Map<String, String> changes) throws LDAPException {
        Map<String, String> claims = new HashMap<>(AttributeMapping.defaults());
        claims.putAll(changes);
        claims.values().removeIf(String::isEmpty);
        AttributeMapping mapping = new AttributeMapping(claims, false);
        DirectorySchema schema = new DirectorySchema(claims.keySet());
        return describe(new PersonPlanner(schema, names(), mapping).planPeople(compile(filter, schema, names())));
    }

    private static String groups(String filter) throws LDAPException {
        DirectorySchema schema = new DirectorySchema(List.of());
        return describe(new GroupPlanner(names()).planGroups(compile(filter, schema, names())));
    }

    private static String describe(Plan<?> plan) {
        return plan.isEverything()
                ? "everything"
                : plan.isNothing()
                        ? "nothing"
                        : plan.questions().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "(uid=Alice);ByUsername[username=alice]",
                "(mail=Alice@example.org);ByEmail[email=alice@example.org]",
                "(email=alice@example.org);ByEmail[email=alice@example.org]",
                "(entryUUID=11111111-1111-4111-8111-111111111111);ByUuid[uuid=11111111-1111-4111-8111-111111111111]",
                "(entryDN=cn=alice,ou=people,dc=example,dc=org);ByUsername[username=alice]",
                "(entryDN=cn=staff,ou=groups,dc=example,dc=org);nothing",
                "(memberOf=cn=Staff,ou=groups,dc=example,dc=org);InGroup[groupName=Staff]",
                "(memberOf=cn=Staff,ou=groups,dc=elsewhere);nothing",
                "(memberOf=uid=alice,ou=people,dc=example,dc=org);nothing",
                "(&(objectClass=person)(uid=alice));ByUsername[username=alice]",
                "(&(uid=alice)(uid=bob));ByUsername[username=alice]",
                "(&(cn=*ali*)(uid=alice));ByUsername[username=alice]",
                "(&(memberOf=cn=s,ou=groups,dc=example,dc=org)(uid=alice)(objectClass=*));ByUsername[username=alice]",
                "(|(uid=alice)(mail=alice));ByUsername[username=alice] ByEmail[email=alice]",
                "(|(uid=alice)(mailPrimaryAddress=alice));ByUsername[username=alice]",
                "(&(|(objectclass=inetOrgPerson))(|(uid=a)(|(mailPrimaryAddress=a)(mail=a))));ByUsername[username=a] ByEmail[email=a]",
                "(cn=*Foo Bar*);Search[text=foo]",
                "(cn=al%x*longest_y);Search[text=longest]",
                "(sn=ali*sm*);Search[text=ali]",
                "(|(cn=ali*sm*)(mail=ali*sm*)(sn=ali*sm*));Search[text=ali]",
                "(&(cn=*a*)(sn=*liddell*));Search[text=liddell]",
                "(cn=alice liddell);Search[text=liddell]",
                "(mail=*@example.org);Search[text=@example.org]",
                // Each character is converted by itself, and a sigma depends on what comes after it.
                "(sn=*ΠΑΠΑΣ*);Search[text=παπα]",
                "(cn=*ΣΑΣ ΑΣΣ*);Search[text=σα]",
                "(sn=*ΣΙΣΣΟΣ*);Search[text=σισσο]",
                "(cn:caseExactMatch:=İzmir);Search[text=izmir]",
                "(cn=*%*);everything",
                "(uid=*);everything",
                "(objectClass=*);everything",
                "(mail=*);everything",
                "(telephoneNumber=+49*);everything",
                "(|(cn=al*)(telephoneNumber=1*));everything",
                "(|(cn=al*)(telephoneNumber=al*));Search[text=al]",
                "(&(uid=*)(memberOf=cn=s,ou=groups,dc=example,dc=org));InGroup[groupName=s]",
                "(objectClass=posixAccount);everything",
                "(objectClass=groupOfNames);nothing",
                "(objectClass=user);nothing",
                "(member=uid=alice,ou=people,dc=example,dc=org);nothing",
                "(memberUid=alice);nothing",
                "(userPassword=x);nothing",
                "(unknown=x);nothing",
                "(!(unknown=x));nothing",
                "(!(objectClass=person));nothing",
                "(!(objectClass=groupOfNames));everything",
                "(!(uid=alice));everything",
                "(!(|(!(uid=alice))(unknown=*)));ByUsername[username=alice]",
                "(!(&(objectClass=person)(!(uid=alice))));ByUsername[username=alice]",
                "(&(uid=alice)(!(uid=bob)));ByUsername[username=alice]",
                "(cn:caseExactMatch:=Alice);Search[text=alice]",
                "(uid=Ann  Lee);ByUsername[username=ann lee] ByUsername[username=Ann  Lee]",
                "(memberOf:2.5.13.1:=cn=a\\5c\"b,ou=groups,dc=example,dc=org);InGroup[groupName=a\"b]",
                "(uid:caseExactMatch:=Alice);ByUsername[username=Alice]",
                "(uid:dn:=alice);everything",
                "(:caseIgnoreMatch:=alice);everything",
                "(uid=a\\00b);nothing",
                "(uid=a\\0ab);nothing",
                "(uid=);nothing",
                "(&);everything",
                "(|);nothing"
            })
    void peopleAreLookedUpIfPossible(String filter, String expected) throws LDAPException {
        assertThat(people(filter, Map.of())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "(cn=Staff);ByName[groupName=staff]",
                "(cn=Sales  Team);ByName[groupName=sales team] ByName[groupName=Sales  Team]",
                "(member=uid=alice,ou=people,dc=example,dc=org);OfMember[username=alice]",
                "(uniqueMember=uid=alice,ou=people,dc=example,dc=org);OfMember[username=alice]",
                "(memberUid=alice);OfMember[username=alice]",
                "(|(member=uid=alice,ou=people,dc=example,dc=org)(memberUid=alice));OfMember[username=alice]",
                "(&(cn=staff)(member=uid=alice,ou=people,dc=example,dc=org));ByName[groupName=staff]",
                "(objectClass=groupOfNames);everything",
                "(gidNumber=5000);nothing",
                "(objectClass=person);nothing",
                "(uid=alice);nothing",
                "(mail=*);nothing",
                "(cn=st*);everything",
                "(!(cn=staff));everything",
                "(member=cn=staff,ou=groups,dc=example,dc=org);nothing",
                "(entryDN=cn=staff,ou=groups,dc=example,dc=org);ByName[groupName=staff]"
            })
    void groupsAreLookedUpIfPossible(String filter, String expected) throws LDAPException {
        assertThat(groups(filter)).isEqualTo(expected);
    }

    /** Keycloak's search knows nothing of other claims, so that it would return too little. */
    @Test
    void otherClaimsAreNotSearched() throws LDAPException {
        assertThat(people("(cn=*ali*)", Map.of("cn", "nickname"))).isEqualTo("everything");
        assertThat(people("(mail=a@b.c)", Map.of("mail", "alias"))).isEqualTo("everything");
        // A user without a last name gets the nickname as sn.
        assertThat(people("(sn=*ali*)", Map.of("cn", "nickname"))).isEqualTo("everything");
    }

    /** A user with both numbers has a home directory without a claim for it. */
    @CsvSource({"uidNumber, gidNumber, everything", "'', gidNumber, nothing", "uidNumber, '', nothing"})
    @ParameterizedTest(name = "numbers: \"{0}\", \"{1}\"")
    void aHomeDirectoryNeedsBothNumbersButNoClaim(String uidNumber, String gidNumber, String expected)
            throws LDAPException {
        Map<String, String> claims = Map.of("homeDirectory", "", "uidNumber", uidNumber, "gidNumber", gidNumber);
        assertThat(people("(homeDirectory=/home/alice)", claims)).isEqualTo(expected);
    }

    /** Keycloak rejects a request with a longer name. */
    @Test
    void namesThatAreTooLongForKeycloakAreNotAskedFor() throws LDAPException {
        String longest = "a".repeat(255);
        assertThat(people("(uid=" + longest + ")", Map.of())).isEqualTo("ByUsername[username=" + longest + "]");
        for (String filter : new String[] {
            "(uid=%s)", "(mail=%s)", "(entryDN=uid=%s,ou=people,dc=example,dc=org)", "(uid:caseExactMatch:=%s)"
        }) {
            assertThat(people(filter.formatted(longest + "a"), Map.of()))
                    .as(filter)
                    .isEqualTo("nothing");
        }
        assertThat(people("(cn=*" + longest + "a*)", Map.of())).isEqualTo("Search[text=" + longest + "]");
        assertThat(groups("(memberUid=" + longest + "a)")).isEqualTo("nothing");
        String longestGroup = "a".repeat(1000);
        assertThat(groups("(cn=" + longestGroup + ")")).isEqualTo("ByName[groupName=" + longestGroup + "]");
        assertThat(groups("(cn=" + longestGroup + "a)")).isEqualTo("nothing");
        assertThat(people("(memberOf=cn=" + longestGroup + "a,ou=groups,dc=example,dc=org)", Map.of()))
                .isEqualTo("nothing");
    }

    @Test
    void moreLookUpsThanAListCostsAreAList() throws LDAPException {
        String many = IntStream.range(0, 150).mapToObj(i -> "(uid=p" + i + ")").collect(Collectors.joining());
        assertThat(people("(|" + many + ")", Map.of())).startsWith("ByUsername[username=p0] ByUsername[username=p1] ");
        String tooMany =
                IntStream.range(0, 250).mapToObj(i -> "(uid=p" + i + ")").collect(Collectors.joining());
        assertThat(people("(|" + tooMany + ")", Map.of())).isEqualTo("everything");
    }
}
