package org.apppasswords.ldap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.PersonEntries;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.filter.PersonQuestion.ByEmail;
import org.apppasswords.ldap.filter.PersonQuestion.ByUsername;
import org.apppasswords.ldap.filter.PersonQuestion.ByUuid;
import org.apppasswords.ldap.filter.PersonQuestion.InGroup;
import org.apppasswords.ldap.filter.PersonQuestion.Search;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.UserRecord;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes the translation of filters: whatever arrives, the plan includes everybody whom the filter selects. */
class FilterFuzzTest {

    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final AttributeMapping MAPPING = new AttributeMapping(AttributeMapping.defaults(), false);
    private static final DirectorySchema SCHEMA =
            new DirectorySchema(MAPPING.claims().keySet());
    private static final ServiceTree TREE = tree();
    private static final NameSpace NAMES = new NameSpace(List.of(TREE));
    private static final DirectoryEntry ALICE = new PersonEntries(TREE, SCHEMA, MAPPING)
            .entry(
                    new UserRecord(
                            ID,
                            "alice",
                            true,
                            null,
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("name", "Alice Liddell")
                                    .put("given_name", "Alice")
                                    .put("family_name", "Liddell")
                                    .put("email", "alice@example.org"),
                            Set.of("g1")),
                    List.of("staff"));

    private static ServiceTree tree() {
        try {
            return new ServiceTree("", new DN("dc=example,dc=org"), null);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void thePlanIncludesWhomTheFilterSelects(@NotNull String text) throws KeycloakException {
        try {
            check(Filter.create(text));
        } catch (LDAPException e) {
            // Not a filter.
        }
    }

    @MethodSource("bytes")
    @FuzzTest
    void everyFilterOnTheWireIsEvaluated(byte @NotNull [] bytes) throws KeycloakException {
        try {
            check(Filter.decode(ASN1Element.decode(bytes)));
        } catch (ASN1Exception | LDAPException e) {
            // Not a filter.
        }
    }

    private static void check(Filter filter) throws KeycloakException {
        Condition condition = new FilterCompiler(SCHEMA, NAMES).compile(filter);
        Condition opposite = new FilterCompiler(SCHEMA, NAMES).compile(Filter.createNOTFilter(filter));
        FilterEvaluator evaluator = new FilterEvaluator(SCHEMA, NAMES);
        Truth truth = evaluator.evaluate(condition, ALICE, (tree, username) -> Set.of());

        assertThat(evaluator.evaluate(opposite, ALICE, (tree, username) -> Set.of()))
                .isEqualTo(truth.not());
        if (truth == Truth.TRUE) {
            assertThat(includesAlice(condition)).isTrue();
        }
        if (truth == Truth.FALSE) {
            assertThat(includesAlice(opposite)).isTrue();
        }
        assertThat(new GroupPlanner(NAMES).planGroups(condition)).isNotNull();
    }

    private static boolean includesAlice(Condition condition) {
        Plan<PersonQuestion> plan = new PersonPlanner(SCHEMA, NAMES, MAPPING).planPeople(condition);
        return plan.isEverything() || plan.questions().stream().anyMatch(FilterFuzzTest::findsAlice);
    }

    /** Answers as Keycloak does. */
    private static boolean findsAlice(PersonQuestion question) {
        if (question instanceof ByUsername name) {
            return name.username().strip().equalsIgnoreCase("alice");
        }
        if (question instanceof ByEmail email) {
            return email.email().strip().equalsIgnoreCase("alice@example.org");
        }
        if (question instanceof ByUuid uuid) {
            return uuid.uuid().equals(ID);
        }
        if (question instanceof InGroup group) {
            return group.groupName().strip().equalsIgnoreCase("staff");
        }
        String text = ((Search) question).text();
        return Stream.of("alice", "alice@example.org", "alice", "liddell").anyMatch(value -> value.contains(text));
    }

    static Stream<String> texts() {
        return Stream.of(
                "(uid=alice)",
                "(&(objectClass=person)(|(uid=ALICE)(mail=x)(unknown=y)))",
                "(!(&(uid=alice)(!(cn=*e l*))))",
                "(cn=a*l*)",
                "(cn=*\\2a*)",
                "(uid=\\00)",
                "(memberOf=CN=Staff , ou=groups,dc=example,dc=org)",
                "(entryDN=cn=alice,ou=people,dc=example,dc=org)",
                "(memberOf:1.2.840.113556.1.4.1941:=cn=staff,ou=groups,dc=example,dc=org)",
                "(ou:dn:=people)",
                "(:caseExactMatch:=Alice)",
                "(uid:caseExactMatch:=alice )",
                "(uidNumber>=1)",
                "(mail=\\c3\\28)",
                "(entryUUID=" + ID + ")");
    }

    static Stream<byte[]> bytes() {
        return texts().map(text -> {
            try {
                return Filter.create(text).encode().encode();
            } catch (LDAPException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
