package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.group;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that real programs send, taken from their sources, manuals and logs, each with the answer that they need. */
class RequestsOfProgramsTest {

    private static final String ROOT = RunningBridge.BASE;
    private static final String PEOPLE = "ou=people," + ROOT;
    private static final String GROUPS = "ou=groups," + ROOT;
    private static final String SEARCH = "search";
    private static final String ALICE = "alice";
    private static final String BOB = "bob";
    private static final String CAROL = "carol";

    private static RunningBridge bridge;

    /** A search, who sends it, and the names that it has to return. */
    private record Request(
            String program,
            String account,
            String base,
            SearchScope scope,
            String filter,
            List<String> attributes,
            Set<String> expected) {

        @Override
        public String toString() {
            return program + ": " + filter;
        }
    }

    @BeforeAll
    static void start() {
        bridge = RunningBridge.start();
    }

    @AfterAll
    static void stop() {
        bridge.close();
    }

    static Stream<Request> requests() {
        return Stream.of(
                search(
                        "R01 Nextcloud wizard",
                        "(objectclass=inetOrgPerson)",
                        person(ALICE),
                        person(BOB),
                        person(CAROL)),
                search(
                        "R02 Nextcloud login",
                        "(&(|(objectclass=inetOrgPerson))(|(uid=alice)(|(mailPrimaryAddress=alice)(mail=alice))))",
                        person(ALICE)),
                search(
                        "R05 Nextcloud by UUID",
                        "(entryuuid=" + Example.ALICE_ID.toUpperCase(java.util.Locale.ROOT) + ")",
                        person(ALICE)),
                as(ALICE, "R06 Stalwart as the user", "(&(objectclass=person)(uid=alice))", person(ALICE)),
                as(ALICE, "R06 Stalwart, another user", "(&(objectclass=person)(uid=bob))"),
                search("R07 mailcow", "(&(mail=alice@example.org)(objectClass=*))", person(ALICE)),
                search("R09 docker-mailserver, domain", "(mail=*@example.org)", person(ALICE), person(BOB)),
                search(
                        "R09 docker-mailserver, catch-all",
                        "(|(mail=alice@example.org)(mail=bob@*))",
                        person(ALICE),
                        person(BOB)),
                search("R11 Dovecot passdb", "(&(objectClass=posixAccount)(uid=alice))", person(ALICE)),
                search("R11 Dovecot, no POSIX account", "(&(objectClass=posixAccount)(uid=bob))"),
                search(
                        "R13 SOGo, Active Directory",
                        "(&(|(samaccountname=alice)(mail=alice)(userPrincipalName=alice))(objectClass=user))"),
                search("R13 SOGo, part of a name", "(cn=*LID*)", person(ALICE)),
                new Request(
                        "R13 SOGo, all",
                        SEARCH,
                        PEOPLE,
                        SUB,
                        "(cn=*)",
                        List.of(),
                        Set.of(person(ALICE), person(BOB), person(CAROL))),
                search("R14 Roundcube", "(&(objectClass=inetOrgPerson)(|(cn=*lidd*)(mail=*lidd*)))", person(ALICE)),
                new Request(
                        "R14 Roundcube groups",
                        SEARCH,
                        GROUPS,
                        SUB,
                        "(objectClass=groupOfNames)",
                        List.of("cn", "member"),
                        Set.of(group("staff"), group("admins"), group("R&D\\, \\\"x\\\"/y"))),
                search("R15 Thunderbird", "(|(cn=ali*li*)(mail=ali*li*)(sn=ali*li*))", person(ALICE)),
                search(
                        "R16 Outlook",
                        "(&(mail=*)(|(mail=ali*)(|(cn=ali*)(|(sn=ali*)(givenName=ali*)))))",
                        person(ALICE)),
                search("R18 Jellyfin, all", "(uid=*)", person(ALICE), person(BOB), person(CAROL)),
                search("R18 Jellyfin, group", "(memberof=cn=staff,ou=groups," + ROOT + ")", person(ALICE), person(BOB)),
                new Request(
                        "R18 Jellyfin as the user",
                        ALICE,
                        person(ALICE),
                        BASE,
                        "(memberof=cn=staff,ou=groups," + ROOT + ")",
                        List.of("dn"),
                        Set.of(person(ALICE))),
                search("R19 Grafana", "(|(uid=alice))", person(ALICE)),
                new Request(
                        "R23 Gitea, below a leaf",
                        ALICE,
                        person(ALICE),
                        SUB,
                        "(&(objectClass=person)(|(uid=alice)(mail=alice)))",
                        List.of(),
                        Set.of(person(ALICE))),
                new Request(
                        "R23 Gitea, the user's groups",
                        ALICE,
                        GROUPS,
                        SUB,
                        "(member=" + person(ALICE) + ")",
                        List.of("cn"),
                        Set.of(group("staff"))),
                search(
                        "R24 Jenkins, group by name",
                        "(&(cn=staff)(|(objectclass=groupOfNames)(objectclass=groupOfUniqueNames)(objectclass=posixGroup)))",
                        group("staff")),
                search(
                        "R24 Jenkins, groups of a user",
                        "(|(member=" + person(BOB) + ")(uniqueMember=" + person(BOB) + ")(memberUid=bob))",
                        group("staff"),
                        group("admins")),
                new Request(
                        "R26 Nexus, people",
                        SEARCH,
                        PEOPLE,
                        ONE,
                        "(&(objectClass=inetOrgPerson)(uid=alice))",
                        List.of("uid", "cn", "mail"),
                        Set.of(person(ALICE))),
                search(
                        "R26 Nexus, transitive",
                        "(member:1.2.840.113556.1.4.1941:=" + person(BOB) + ")",
                        group("staff"),
                        group("admins")),
                search(
                        "R26 memberOf, transitive",
                        "(memberOf:1.2.840.113556.1.4.1941:=" + group("staff") + ")",
                        person(ALICE),
                        person(BOB)),
                new Request(
                        "R27 Harbor, group",
                        SEARCH,
                        group("staff"),
                        BASE,
                        "(cn=*)",
                        List.of("cn"),
                        Set.of(group("staff"))),
                search("R28 Zulip, by address", "(email=alice@example.org)", person(ALICE)),
                search(
                        "R30 vaultwarden",
                        "(&(objectClass=*)(memberOf=" + group("staff") + ")(uid=*))",
                        person(ALICE),
                        person(BOB)),
                search("R32 Proxmox", "(uid=alice)", person(ALICE)),
                search(
                        "R40 nslcd: no group has a number",
                        "(&(objectClass=posixGroup)(|(memberUid=alice)(uniqueMember=" + person(ALICE) + ")))"),
                search("R43 FreeRADIUS, groups", "(|(member=" + person(ALICE) + ")(memberUid=alice))", group("staff")),
                search("R45 OpenVPN", "(&(uid=alice)(accountStatus=active))"),
                search(
                        "R46 Prosody",
                        "(&(uid=alice)(memberOf=" + group("staff") + ")(objectclass=person))",
                        person(ALICE)),
                search(
                        "R46 Prosody, not in the group",
                        "(&(uid=alice)(memberOf=" + group("admins") + ")(objectclass=person))"),
                search("R46 ejabberd", "(memberUid=bob)", group("staff"), group("admins")),
                search("R47 IP phone, name", "(|(cn=al*)(sn=al*))", person(ALICE)),
                search(
                        "R47 IP phone, number",
                        "(|(telephoneNumber=+4930*)(mobile=+4930*)(ipPhone=+4930*))",
                        person(ALICE)),
                new Request(
                        "R47 printer, spaces in the base",
                        SEARCH,
                        "OU = People , DC = Example, DC = ORG",
                        SUB,
                        "(cn=alice*)",
                        List.of(),
                        Set.of(person(ALICE))));
    }

    private static Request search(String program, String filter, String... expected) {
        return as(SEARCH, program, filter, expected);
    }

    private static Request as(String account, String program, String filter, String... expected) {
        return new Request(program, account, ROOT, SUB, filter, List.of(), Set.of(expected));
    }

    @MethodSource("requests")
    @ParameterizedTest
    void aProgramGetsTheEntriesThatItNeeds(Request request) throws LDAPException {
        try (LDAPConnection connection =
                request.account().equals(SEARCH) ? bridge.connectAsSearch() : bridge.connectAs(request.account())) {
            SearchResult result = RunningBridge.search(
                    connection,
                    request.base(),
                    request.scope(),
                    request.filter(),
                    request.attributes().toArray(new String[0]));

            assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(result.getSearchEntries())
                    .extracting(SearchResultEntry::getDN)
                    .containsExactlyInAnyOrderElementsOf(request.expected());
        }
    }

    /** R01: 20,000 entries are more than the server returns at once. */
    @Test
    void aSizeLimitAboveTheServersOwnIsNoError() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResult result = RunningBridge.search(
                    connection,
                    new SearchRequest(
                            ROOT,
                            SUB,
                            DereferencePolicy.NEVER,
                            20_000,
                            0,
                            false,
                            "(objectclass=inetOrgPerson)",
                            "objectClass"));

            assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(result.getSearchEntries()).hasSize(3).allSatisfy(entry -> {
                assertThat(entry.getAttributes()).extracting(Attribute::getName).containsExactly("objectClass");
                assertThat(entry.getObjectClassValues()).contains("inetOrgPerson", "person", "top");
            });
        }
    }

    /** R02, R49: with a control for pages, critical or not. */
    @Test
    void aPagedSearchHasAResponseControlAndABindFollows() throws LDAPException {
        for (boolean isCritical : new boolean[] {true, false}) {
            try (LDAPConnection connection = bridge.connectAsSearch()) {
                SearchRequest request = new SearchRequest(
                        ROOT,
                        SUB,
                        "(&(uid=alice)(objectClass=inetOrgPerson))",
                        "entryUUID",
                        "mail",
                        "givenName",
                        "cn",
                        "sn");
                request.addControl(new SimplePagedResultsControl(500, isCritical));

                SearchResult result = RunningBridge.search(connection, request);

                assertThat(result.getSearchEntries()).hasSize(1);
                SimplePagedResultsControl paging = SimplePagedResultsControl.get(result);
                assertThat(paging.getCookie().getValueLength()).isZero();
                connection.bind(result.getSearchEntries().get(0).getDN(), "alice-app-password");
            }
        }
    }

    /** R03: an attribute list with one empty string. */
    @Test
    void anEmptyAttributeNameSelectsNothing() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResult result = RunningBridge.search(connection, person(ALICE), BASE, "(objectclass=person)", "");

            assertThat(result.getSearchEntries()).hasSize(1);
            assertThat(result.getSearchEntries().get(0).getAttributes()).isEmpty();
        }
    }

    /** R05: any case in the request, the canonical name in the answer; {@code dn} is not an attribute. */
    @Test
    void attributeNamesAreCanonicalInAnswers() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResult result = RunningBridge.search(
                    connection, ROOT, SUB, "(uid=alice)", "ENTRYUUID", "dn", "givenname", "2.5.4.3", "nsUniqueId");

            assertThat(result.getSearchEntries().get(0).getAttributes())
                    .extracting(Attribute::getName)
                    .containsExactlyInAnyOrder("entryUUID", "givenName", "cn");
            assertThat(result.getSearchEntries().get(0).getAttributeValue("entryUUID"))
                    .isEqualTo(Example.ALICE_ID);
        }
    }

    /** R06: the user reads the entries of the groups, one by one. */
    @Test
    void aUserReadsTheOwnGroupsButNoOthers() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAs(BOB)) {
            SearchResultEntry self = connection.searchForEntry(ROOT, SUB, "(uid=bob)", "memberOf", "invented");
            for (String name : self.getAttributeValues("memberOf")) {
                assertThat(connection.getEntry(name).getAttributeValues("member"))
                        .containsExactly(person(BOB));
            }
            assertThat(self.getAttributeValues("memberOf")).containsExactlyInAnyOrder(group("staff"), group("admins"));
            bridge.keycloak().requests().clear();
            assertThat(connection.getEntry(group("R&D\\, \\\"x\\\"/y"))).isNull();
            assertThat(connection.getEntry(group("nothing"))).isNull();
            assertThat(bridge.keycloak().requests())
                    .as("the time must not tell which groups exist")
                    .noneMatch(request -> request.contains("groups?name="));
        }
    }

    /** R07: the name as an attribute, only if asked for by name. */
    @Test
    void theDistinguishedNameIsAnAttributeIfAskedFor() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResultEntry entry =
                    connection.searchForEntry(ROOT, SUB, "(mail=alice@example.org)", "distinguishedname");
            assertThat(entry.getAttributeValue("distinguishedName")).isEqualTo(person(ALICE));
            connection.bind(entry.getAttributeValue("distinguishedName"), "alice-app-password");
            assertThat(connection
                            .searchForEntry(ROOT, SUB, "(uid=alice)", "*", "+")
                            .hasAttribute("distinguishedName"))
                    .isFalse();
        }
    }

    /** R11, R43: passwords are never there; binds follow each other on one connection. */
    @Test
    void dovecotBindsAgainAndAgain() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResultEntry passdb =
                    connection.searchForEntry(ROOT, SUB, "(uid=alice)", "uid", "userPassword", "radiusFramedIPAddress");
            assertThat(passdb.getAttributes()).extracting(Attribute::getName).containsExactly("uid");
            for (int i = 0; i < 3; i++) {
                connection.bind(person(ALICE), "alice-app-password");
                assertThatThrownBy(() -> connection.bind(person(ALICE), "wrong"))
                        .isInstanceOf(LDAPException.class)
                        .extracting("resultCode")
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS);
                connection.bind(RunningBridge.SEARCH_DN, RunningBridge.SEARCH_PASSWORD);
            }
            SearchResultEntry userdb =
                    connection.searchForEntry(ROOT, SUB, "(uid=alice)", "homeDirectory", "uidNumber", "gidNumber");
            assertThat(userdb.getAttributeValue("homeDirectory")).isEqualTo("/home/alice");
            assertThat(userdb.getAttributeValueAsInteger("uidNumber")).isEqualTo(1001);
            assertThat(userdb.getAttributeValueAsInteger("gidNumber")).isEqualTo(100);
        }
    }

    /** R13, R34: no attribute list means all attributes of the user, with the groups, and no operational ones. */
    @Test
    void allAttributesAreThoseOfTheUser() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (String[] list : new String[][] {{}, {"*"}}) {
                SearchResult result = RunningBridge.search(
                        connection,
                        new SearchRequest(ROOT, SUB, DereferencePolicy.SEARCHING, 0, 25, false, "(uid=bob)", list));

                assertThat(result.getSearchEntries().get(0).getAttributes())
                        .extracting(Attribute::getName)
                        .containsExactlyInAnyOrder("objectClass", "uid", "cn", "sn", "givenName", "mail", "memberOf");
            }
        }
    }

    /** R14: programs ask for views by position if the server offers them. */
    @Test
    void viewsByPositionAreNotOffered() throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            assertThat(connection.getRootDSE().supportsControl("2.16.840.1.113730.3.4.9"))
                    .isFalse();
        }
    }

    /** R19: the name of an entry with {@code cn=} in place of {@code uid=}, in any case. */
    @Test
    void cnAndUidNameTheSamePerson() throws LDAPException {
        for (String name :
                List.of("cn=alice", "CN=Alice", "uid=ALICE", "userid=alice", "0.9.2342.19200300.100.1.1=alice")) {
            try (LDAPConnection connection = bridge.connect(name + "," + PEOPLE, "alice-app-password")) {
                WhoAmIExtendedResult who =
                        (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
                assertThat(who.getAuthorizationID()).isEqualTo("dn:" + person(ALICE));
            }
        }
    }

    /** R21: many names of other directories, and pages of 126. */
    @Test
    void gitlabAsksForManyAttributes() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(
                    ROOT,
                    SUB,
                    "(|(mail=alice@example.org)(email=alice@example.org)(userPrincipalName=alice@example.org))",
                    "dn",
                    "uid",
                    "cn",
                    "mail",
                    "email",
                    "userPrincipalName",
                    "sAMAccountName",
                    "userid");
            request.addControl(new SimplePagedResultsControl(126, false));
            SearchResult result = RunningBridge.search(connection, request);

            assertThat(result.getSearchEntries()).hasSize(1);
            assertThat(result.getSearchEntries().get(0).getAttributes())
                    .extracting(Attribute::getName)
                    .containsExactlyInAnyOrder("uid", "cn", "mail");
        }
    }

    /** R24: entries are never referrals, so that the control changes nothing. */
    @Test
    void manageDsaItIsIgnored() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(ROOT, SUB, "(cn=staff)");
            request.addControl(new ManageDsaITRequestControl(true));
            assertThat(RunningBridge.search(connection, request).getSearchEntries())
                    .hasSize(1);
        }
    }

    /** R27: noSuchObject for an unknown name; and only the attributes that were asked for. */
    @Test
    void anUnknownNameIsNoSuchObject() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (String name :
                    List.of(person("nobody"), group("nothing"), "ou=other," + ROOT, "uid=a," + person(ALICE))) {
                assertThat(RunningBridge.search(connection, name, BASE, "(cn=*)", "cn")
                                .getResultCode())
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
            assertThat(connection.getEntry(group("staff"), "cn").getAttributes())
                    .hasSize(1);
        }
    }

    /** R29: the name that was typed is put into a DN without escaping. */
    @Test
    void aNameThatBreaksTheDnReachesNobody() throws LDAPException {
        for (String typed : List.of(
                "alice,ou=people," + ROOT + "\0",
                "alice+cn=alice",
                "alice,uid=bob",
                "*",
                "alice)(uid=*",
                "\\61lice\\",
                "alice\n",
                "alice@example.org",
                "")) {
            assertThatThrownBy(() -> bridge.connect("uid=" + typed + "," + PEOPLE, "alice-app-password"))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            e -> assertThat(e.getResultCode())
                                    .isIn(ResultCode.INVALID_CREDENTIALS, ResultCode.INVALID_DN_SYNTAX));
        }
    }

    /** R36, R38: the root DSE, before and without a bind. */
    @Test
    void anybodyReadsTheRootDse() throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            connection.bind("", "");
            SearchResult result = RunningBridge.search(
                    connection,
                    "",
                    BASE,
                    "(objectclass=*)",
                    "*",
                    "altServer",
                    "namingContexts",
                    "supportedControl",
                    "supportedExtension",
                    "supportedFeatures",
                    "supportedLDAPVersion",
                    "supportedSASLMechanisms",
                    "domainControllerFunctionality",
                    "defaultNamingContext",
                    "highestCommittedUSN",
                    "lastUSN");
            assertThat(result.getSearchEntries()).hasSize(1);
            RootDSE root = new RootDSE(result.getSearchEntries().get(0));
            assertThat(root.getNamingContextDNs()).containsExactly(ROOT);
            assertThat(root.getAttributeValue("defaultNamingContext")).isEqualTo(ROOT);
            assertThat(root.getSupportedLDAPVersions()).containsExactly(3);
            assertThat(root.supportsControl("1.2.840.113556.1.4.319")).isTrue();
            assertThat(root.supportsExtendedOperation("1.3.6.1.4.1.4203.1.11.3"))
                    .isTrue();
        }
    }

    /** R45: compare for membership, with the name that its example configuration has. */
    @Test
    void compareFindsMembers() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (String attribute : List.of("uniqueMember", "member")) {
                assertThat(connection
                                .compare(group("staff"), attribute, person(BOB))
                                .compareMatched())
                        .isTrue();
                assertThat(connection
                                .compare(group("admins"), attribute, person(ALICE))
                                .compareMatched())
                        .isFalse();
            }
            assertThat(connection.compare(group("staff"), "memberUid", "alice").compareMatched())
                    .isTrue();
            assertThat(connection
                            .compare(person(ALICE), "memberOf", "CN=Staff," + GROUPS)
                            .compareMatched())
                    .isTrue();
        }
    }

    /** R50: what administrators' tools send. */
    @Test
    void toolsReadOperationalAttributesAndTheSchema() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResultEntry entry = connection.searchForEntry(ROOT, SUB, "(uid=alice)", "+");
            assertThat(entry.getAttributes())
                    .extracting(Attribute::getName)
                    .containsExactlyInAnyOrder(
                            "entryUUID",
                            "entryDN",
                            "hasSubordinates",
                            "createTimestamp",
                            "structuralObjectClass",
                            "subschemaSubentry");

            SearchResultEntry subschema = connection.searchForEntry(
                    "cn=Subschema", BASE, "(objectClass=subschema)", "attributeTypes", "objectClasses");
            Schema schema = new Schema(subschema);
            assertThat(schema.getAttributeType("mail").getEqualityMatchingRule())
                    .isEqualTo("caseIgnoreIA5Match");
            assertThat(schema.getObjectClass("inetOrgPerson").getSuperiorClasses(schema, true))
                    .hasSize(3);
            Set<com.unboundid.ldap.sdk.schema.AttributeTypeDefinition> attributes = schema.getAttributeTypes();
            schema.getObjectClasses().forEach(type -> {
                assertThat(attributes.containsAll(type.getRequiredAttributes(schema, true)))
                        .isTrue();
                for (String attribute : type.getOptionalAttributes()) {
                    assertThat(schema.getAttributeType(attribute)).as(attribute).isNotNull();
                }
            });
            assertThat(Schema.getSchema(connection)).isNotNull();
        }
    }

    /** R50: three pages, in the order of Keycloak. */
    @Test
    void pagesContinueWhereTheLastOneEnded() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            List<String> names = new ArrayList<>();
            Control next = new SimplePagedResultsControl(1, true);
            while (next != null) {
                SearchRequest request = new SearchRequest(ROOT, SUB, "(objectClass=person)", "1.1");
                request.addControl(next);
                SearchResult result = RunningBridge.search(connection, request);
                assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
                assertThat(result.getEntryCount()).isLessThanOrEqualTo(1);
                result.getSearchEntries().forEach(entry -> {
                    assertThat(entry.getAttributes()).isEmpty();
                    names.add(entry.getDN());
                });
                SimplePagedResultsControl answer = SimplePagedResultsControl.get(result);
                next = answer.moreResultsToReturn() ? new SimplePagedResultsControl(1, answer.getCookie(), true) : null;
            }
            assertThat(names).containsExactlyInAnyOrder(person(ALICE), person(BOB), person(CAROL));
        }
    }

    /** R50: every write says where to change what. */
    @Test
    void writesAreRefusedWithAHint() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            List<LDAPException> errors = new ArrayList<>();
            for (Write write : List.<Write>of(
                    () -> connection.add(person("new"), new Attribute("objectClass", "person")),
                    () -> connection.delete(person(ALICE)),
                    () -> connection.modify(person(ALICE), new Modification(ModificationType.REPLACE, "cn", "x")),
                    () -> connection.modifyDN(person(ALICE), "uid=x", true))) {
                try {
                    write.run();
                } catch (LDAPException e) {
                    errors.add(e);
                }
            }
            assertThat(errors).hasSize(4).allSatisfy(error -> {
                assertThat(error.getResultCode()).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
                assertThat(error.getDiagnosticMessage()).contains("admin console");
            });
            assertThat(connection
                            .processExtendedOperation(
                                    new PasswordModifyExtendedRequest(person(ALICE), "old", "new-password"))
                            .getResultCode())
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws LDAPException;
    }
}
