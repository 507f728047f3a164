package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are cut, endless, nested or invalid, and connections that do nothing. Others are served meanwhile. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileInputTest {

    private RunningBridge bridge = RunningBridge.start();

    @AfterEach
    void stop() {
        bridge.close();
    }

    private void restart(String... settings) {
        bridge.close();
        bridge = RunningBridge.start(settings);
    }

    private Socket open() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), bridge.server().ldapPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private void assertOthersAreServed() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=alice)")
                            .getEntryCount())
                    .isEqualTo(1);
        }
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 128) {
            element.write(length);
        } else {
            element.write(0x84);
            element.write(length >>> 24);
            element.write(length >>> 16);
            element.write(length >>> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static byte[] search(byte[] filter) {
        return element(
                0x30,
                new byte[] {2, 1, 7},
                element(
                        0x63,
                        element(4, RunningBridge.BASE.getBytes(StandardCharsets.UTF_8)),
                        new byte[] {10, 1, 2, 10, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 0},
                        filter,
                        element(0x30)));
    }

    private static byte[] nested(int tag, int depth) {
        byte[] filter = element(0x87, "uid".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < depth; i++) {
            filter = element(tag, filter);
        }
        return filter;
    }

    private LDAPMessage exchange(byte[] message) throws IOException, LDAPException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(message);
            return LDAPMessage.readFrom(new ASN1StreamReader(socket.getInputStream()), false);
        }
    }

    /** 0xa0 and 0xa1 are AND and OR, 0xa2 is NOT. */
    @ParameterizedTest
    @ValueSource(ints = {0xa0, 0xa1, 0xa2})
    void aFilterNestedTenThousandLevelsDeepIsRefused(int tag) throws IOException, LDAPException {
        LDAPMessage answer = exchange(search(nested(tag, 10_000)));

        assertThat(answer.getMessageID()).isEqualTo(7);
        assertThat(answer.getSearchResultDoneProtocolOp().getResultCode())
                .isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE);
        assertOthersAreServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {0xa0, 0xa1, 0xa2})
    void aFilterNestedAsDeeplyAsAllowedIsEvaluated(int tag) throws IOException, LDAPException {
        LDAPMessage answer = exchange(search(nested(tag, 90)));

        // Nobody has signed in.
        assertThat(answer.getSearchResultDoneProtocolOp().getResultCode())
                .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE);
    }

    private static Filter filterOf(int parts) throws LDAPException {
        return Filter.createORFilter(Collections.nCopies(parts - 1, Filter.create("(:dn:2.5.13.1:=a=b)")));
    }

    private static Stream<Arguments> filtersOf1001Parts() throws LDAPException {
        return Stream.of(
                Arguments.of("assertions", filterOf(1001)),
                Arguments.of("negations", Filter.createNOTFilter(filterOf(1000))),
                Arguments.of("empty lists", Filter.createANDFilter(Collections.nCopies(1000, Filter.createORFilter()))),
                Arguments.of("pieces", Filter.createSubstringFilter("cn", null, pieces(1000), null)));
    }

    private static String[] pieces(int number) {
        String[] pieces = new String[number];
        Arrays.fill(pieces, "a");
        return pieces;
    }

    /** Each part costs time for every entry. */
    @MethodSource("filtersOf1001Parts")
    @ParameterizedTest(name = "{0}")
    void aFilterOfMoreThanAThousandPartsIsRefused(String name, Filter filter) throws LDAPException {
        try (LDAPConnection search = bridge.connectAsSearch();
                LDAPConnection alice = bridge.connectAs("alice");
                LDAPConnection anonymous = bridge.connect()) {
            bridge.keycloak().requests().clear();
            assertTooLong(search, RunningBridge.BASE, filter);
            assertTooLong(alice, "ou=groups," + RunningBridge.BASE, filter);
            assertTooLong(anonymous, "", filter);
            assertThat(bridge.keycloak().requests())
                    .as("only whether the person still exists")
                    .allMatch(request -> request.contains(Example.ALICE_ID));

            for (LDAPConnection connection : List.of(search, alice)) {
                assertThat(RunningBridge.search(connection, new SearchRequest(RunningBridge.BASE, SUB, filterOf(1000)))
                                .getResultCode())
                        .isEqualTo(ResultCode.SUCCESS);
            }
        }
    }

    private static void assertTooLong(LDAPConnection connection, String base, Filter filter) {
        SearchScope scope = base.isEmpty() ? SearchScope.BASE : SUB;
        SearchResult result = RunningBridge.search(connection, new SearchRequest(base, scope, filter));
        assertThat(result.getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
        assertThat(result.getDiagnosticMessage()).contains("more than 1000 parts");
    }

    /** A header that promises 100 MB allocates nothing, and ends the connection. */
    @Test
    void aMessageThatIsTooLongEndsTheConnection() throws IOException, LDAPException {
        for (byte[] header : new byte[][] {
            {0x30, (byte) 0x84, 6, 0, 0, 0},
            {0x30, (byte) 0x84, 0x7f, -1, -1, -1},
            {0x30, (byte) 0x84, -1, -1, -1, -1},
            {0x30, (byte) 0x85, 0, 0, 0, 0, 1},
            {0x30, (byte) 0x80},
        }) {
            LDAPMessage answer = exchange(header);
            assertThat(answer.getMessageID()).isZero();
            assertThat(answer.getExtendedResponseProtocolOp().getResponseOID()).isEqualTo("1.3.6.1.4.1.1466.20036");
            assertThat(answer.getExtendedResponseProtocolOp().getResultCode())
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        }
        assertOthersAreServed();
    }

    private static byte[] message(LDAPMessage message) {
        ASN1Buffer buffer = new ASN1Buffer();
        message.writeTo(buffer);
        return buffer.toByteArray();
    }

    private static List<byte[]> validMessages() throws LDAPException {
        return List.of(
                message(new LDAPMessage(1, new BindRequestProtocolOp(person("alice"), "alice-app-password"))),
                message(new LDAPMessage(
                        2,
                        new SearchRequestProtocolOp(
                                RunningBridge.BASE,
                                SearchScope.SUB,
                                DereferencePolicy.NEVER,
                                0,
                                0,
                                false,
                                Filter.create("(&(uid=alice)(|(cn=a*b*c)(!(mail=x))(a:dn:caseIgnoreMatch:=y)(z>=1)))"),
                                List.of("cn", "*")))));
    }

    @Test
    void messagesCutAnywhereEndQuietly() throws IOException, LDAPException {
        for (byte[] message : validMessages()) {
            for (int length = 0; length < message.length; length++) {
                try (Socket socket = open()) {
                    socket.getOutputStream().write(message, 0, length);
                    socket.shutdownOutput();
                    assertThat(socket.getInputStream().readAllBytes()).isEmpty();
                }
            }
        }
        assertOthersAreServed();
    }

    /** Bytes changed at random: an answer, or the end of the connection, and never a hanging one. */
    @Test
    void changedMessagesAreAnsweredOrEndTheConnection() throws IOException, LDAPException {
        Random random = new Random(1);
        for (byte[] valid : validMessages()) {
            for (int i = 0; i < 300; i++) {
                byte[] message = valid.clone();
                for (int j = 0; j <= random.nextInt(3); j++) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt(256);
                }
                try (Socket socket = open()) {
                    socket.getOutputStream().write(message);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
            }
        }
        assertOthersAreServed();
        assertThat(bridge.keycloak().requests()).noneMatch(request -> request.contains("=" + "bob"));
    }

    /** Text that is not UTF-8, NUL, line breaks: nobody, in filters as in names and passwords. */
    @Test
    void oddTextMatchesNobody() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (byte[] value : new byte[][] {
                {'a', 'l', 'i', 'c', 'e', 0},
                {'a', 'l', 'i', 'c', 'e', '\n'},
                {'a', 'l', 'i', 'c', 'e', (byte) 0xff},
                {(byte) 0xc3},
                {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                {0},
                {},
                "alice&username=bob".getBytes(StandardCharsets.UTF_8),
                "alice\" , \"username\":\"bob".getBytes(StandardCharsets.UTF_8),
                "alice\r\nX-Injected: 1".getBytes(StandardCharsets.UTF_8),
                "../../../admin".getBytes(StandardCharsets.UTF_8),
                "*)(uid=*".getBytes(StandardCharsets.UTF_8),
                "%".getBytes(StandardCharsets.UTF_8),
            }) {
                for (Filter filter : List.of(
                        Filter.createEqualityFilter("uid", value),
                        Filter.createEqualityFilter("mail", value),
                        Filter.createEqualityFilter("cn", value),
                        Filter.createEqualityFilter("memberUid", value),
                        Filter.createEqualityFilter("entryUUID", value),
                        Filter.createEqualityFilter("memberOf", value))) {
                    var result = connection.search(RunningBridge.BASE, SUB, filter);
                    assertThat(result.getEntryCount()).as(filter.toString()).isZero();
                }
            }
            assertThat(bridge.keycloak().requests())
                    .noneMatch(request -> request.contains("username=bob") || request.contains("Injected: "));
        }
        try (LDAPConnection connection = bridge.connect()) {
            for (byte[] password :
                    new byte[][] {{(byte) 0xff}, "alice-app-password\0".getBytes(StandardCharsets.UTF_8)}) {
                try {
                    connection.bind(new com.unboundid.ldap.sdk.SimpleBindRequest(person("alice"), password));
                } catch (LDAPException e) {
                    assertThat(e.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
                }
            }
        }
    }

    /** The SDK needs a hundred times the memory of such a name, or seconds: a bind needs no account. */
    @ParameterizedTest
    @ValueSource(strings = {"a=,", "a=+", "a=;", "a=\\\\,", "uid=alice,", "cn=\\41x,"})
    void aNameOfManyPartsIsNoName(String part) throws LDAPException {
        String longName = part.repeat(100) + person("alice");
        String longest = part.repeat(200_000 / part.length()) + person("alice");
        try (LDAPConnection connection = bridge.connect()) {
            for (String name : new String[] {longName, longest}) {
                assertThat(RunningBridge.search(connection, name, SUB, "(objectClass=*)")
                                .getResultCode())
                        .isEqualTo(ResultCode.INVALID_DN_SYNTAX);
                assertThat(bind(name, "alice-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            }
        }
        assertThat(bridge.keycloak().requests()).isEmpty();
    }

    /** Keycloak would reject the whole request, and the bridge would report that it is set up wrongly. */
    @Test
    void whatIsTooLongForKeycloakMatchesNobody() throws LDAPException {
        String name = "a".repeat(256);
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (String filter : new String[] {
                "(uid=%s)",
                "(mail=%s@example.org)",
                "(cn=%s)",
                "(sn=*%s*)",
                "(memberUid=%s)",
                "(member=uid=%s,ou=people,dc=example,dc=org)",
                "(memberOf=cn=%1$s%1$s%1$s%1$s,ou=groups,dc=example,dc=org)",
                "(&(objectClass=groupOfNames)(cn=%1$s%1$s%1$s%1$s))"
            }) {
                String text = filter.formatted(name);
                assertThat(names(RunningBridge.search(connection, RunningBridge.BASE, SUB, text)))
                        .as(filter)
                        .isEmpty();
                assertThat(names(RunningBridge.search(
                                connection, RunningBridge.BASE, SUB, "(|(uid=alice)" + text + ")")))
                        .as(filter)
                        .containsExactly(person("alice"));
            }
            for (String dn : new String[] {person(name), RunningBridge.group(name.repeat(4))}) {
                assertThat(RunningBridge.search(connection, dn, SUB, "(objectClass=*)")
                                .getResultCode())
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
        }
        assertThat(bind(person(name), "alice-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        for (int length : new int[] {10_000, 10_001, 100_000}) {
            assertThat(bind(person("alice"), "\u0001".repeat(length))).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }

    private static List<String> names(SearchResult result) {
        assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
        return result.getSearchEntries().stream().map(SearchResultEntry::getDN).toList();
    }

    private ResultCode bind(String dn, String password) throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            return connection.bind(dn, password).getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }

    @Test
    void unknownRequestsEndTheConnectionOrAreRefused() throws IOException, LDAPException {
        // A response as a request, a message ID of zero, and a negative one.
        for (byte[] message : new byte[][] {
            {0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0},
            {0x30, 12, 2, 1, 0, 0x60, 7, 2, 1, 3, 4, 0, (byte) 0x80, 0},
            {0x30, 12, 2, 1, -1, 0x60, 7, 2, 1, 3, 4, 0, (byte) 0x80, 0},
            {0x30, 5, 2, 1, 1, 0x7f, 0},
            {0x30, 0},
            {0x04, 0},
            {'G', 'E', 'T', ' ', '/'},
        }) {
            assertThat(exchange(message).getExtendedResponseProtocolOp().getResultCode())
                    .as(Arrays.toString(message))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        }
        // LDAP version 2, and an unknown extended operation.
        assertThat(exchange(new byte[] {0x30, 12, 2, 1, 1, 0x60, 7, 2, 1, 2, 4, 0, (byte) 0x80, 0})
                        .getBindResponseProtocolOp()
                        .getResultCode())
                .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        assertThat(exchange(new byte[] {0x30, 12, 2, 1, 1, 0x77, 7, (byte) 0x80, 5, '1', '.', '2', '.', '3'})
                        .getExtendedResponseProtocolOp()
                        .getResultCode())
                .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
    }

    /** Connections that send nothing make room for others, even if they are as many as the limit. */
    @Test
    void connectionsThatDoNothingKeepNobodyOut() throws IOException, LDAPException {
        restart("limits.connections", "50", "limits.connections-per-address", "1000");
        List<Socket> idle = new ArrayList<>();
        try (LDAPConnection working = bridge.connectAsSearch()) {
            for (int i = 0; i < 200; i++) {
                idle.add(open());
            }
            for (int i = 0; i < 20; i++) {
                assertOthersAreServed();
            }
            assertThat(working.getRootDSE())
                    .as("a connection that is in use stays")
                    .isNotNull();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static byte[] rootDseSearch() throws LDAPException {
        return message(new LDAPMessage(
                1,
                new SearchRequestProtocolOp(
                        "",
                        SearchScope.BASE,
                        DereferencePolicy.NEVER,
                        0,
                        0,
                        false,
                        Filter.create("(objectClass=*)"),
                        List.of())));
    }

    /** So does a connection that has been served, as long as the program has not signed in. */
    @Test
    void connectionsWithoutABindKeepNobodyOut() throws IOException, LDAPException {
        restart("limits.connections", "20", "limits.connections-per-address", "1000");
        List<Socket> anonymous = new ArrayList<>();
        try (LDAPConnection working = bridge.connectAsSearch()) {
            for (int i = 0; i < 30; i++) {
                Socket socket = open();
                anonymous.add(socket);
                socket.getOutputStream().write(rootDseSearch());
                assertThat(socket.getInputStream().read()).as("an answer").isEqualTo(0x30);
            }
            for (int i = 0; i < 10; i++) {
                assertOthersAreServed();
            }
            assertThat(working.getRootDSE())
                    .as("a connection with a bind stays")
                    .isNotNull();
            assertThat(anonymous.get(29).getInputStream().read())
                    .as("the newest without a bind stays")
                    .isNotNegative();
        } finally {
            for (Socket socket : anonymous) {
                socket.close();
            }
        }
    }

    private static byte[] bind(String dn) {
        return message(new LDAPMessage(1, new BindRequestProtocolOp(dn, "wrong")));
    }

    /** The pause after a wrong password of the search account is not a bind that is under way. */
    @Test
    void connectionsWithWrongBindsOfTheSearchAccountKeepNobodyOut() throws IOException, LDAPException {
        restart("limits.connections", "20", "limits.connections-per-address", "1000");
        List<Socket> guessing = new ArrayList<>();
        List<LDAPConnection> served = new ArrayList<>(List.of(bridge.connectAsSearch()));
        try {
            for (int i = 0; i < 19; i++) {
                Socket socket = open();
                guessing.add(socket);
                for (int j = 0; j < 15; j++) {
                    socket.getOutputStream().write(bind(RunningBridge.SEARCH_DN));
                }
            }
            for (Socket socket : guessing) {
                assertThat(socket.getInputStream().read()).as("an answer").isEqualTo(0x30);
            }
            for (int i = 0; i < 10; i++) {
                served.add(bridge.connectAsSearch());
            }
            for (LDAPConnection connection : served) {
                assertThat(connection.getRootDSE())
                        .as("a connection with a bind stays")
                        .isNotNull();
            }
        } finally {
            for (Socket socket : guessing) {
                socket.close();
            }
            served.forEach(LDAPConnection::close);
        }
    }

    /** Keycloak hangs, and all connections wait for its answer to a bind. They do not leave threads behind either. */
    @Test
    void connectionsWhoseBindsTakeLongKeepNobodyOut() throws IOException, LDAPException {
        restart(
                "limits.connections",
                "20",
                "limits.connections-per-address",
                "1000",
                "keycloak.max-requests",
                "1",
                "stop-seconds",
                "1");
        long threadsBefore = connectionThreads();
        bridge.keycloak().delay(8000);
        List<Socket> binding = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = open();
                binding.add(socket);
                socket.getOutputStream().write(bind(person("alice")));
            }
            await(() -> !bridge.keycloak().requests().isEmpty());
            for (int i = 0; i < 10; i++) {
                Socket socket = open();
                binding.add(socket);
                socket.getOutputStream().write(rootDseSearch());
                assertThat(socket.getInputStream().read()).as("an answer").isEqualTo(0x30);
                socket.getOutputStream().write(bind(person("alice")));
            }
            await(() -> connectionThreads() <= threadsBefore + 20);
            assertThat(bridge.keycloak().requests())
                    .as("others wait for the first")
                    .hasSize(1);
            binding.get(0).setSoTimeout(20_000);
            assertThat(binding.get(0).getInputStream().read())
                    .as("the first to bind stays, and is answered")
                    .isEqualTo(0x30);
        } finally {
            for (Socket socket : binding) {
                socket.close();
            }
        }
    }

    private static long connectionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("connection-"))
                .count();
    }

    /** Writes until the server does not read any more, because nobody reads its answers. */
    private static void fill(Socket socket) throws IOException, LDAPException {
        SocketChannel channel = socket.getChannel();
        channel.configureBlocking(false);
        ByteBuffer requests = ByteBuffer.wrap(rootDseSearch());
        long lastWrite = System.nanoTime();
        while (System.nanoTime() - lastWrite < TimeUnit.MILLISECONDS.toNanos(300)) {
            if (!requests.hasRemaining()) {
                requests.rewind();
            }
            if (channel.write(requests) > 0) {
                lastWrite = System.nanoTime();
            }
        }
    }

    @Test
    void connectionsWithoutABindThatDoNotReadKeepNobodyOut() throws IOException, LDAPException {
        restart("limits.connections", "3");
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, 1024);
                channel.connect(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), bridge.server().ldapPort()));
                silent.add(channel);
                fill(channel.socket());
            }
            assertOthersAreServed();
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void oneAddressHasALimitOfItsOwn() throws IOException, LDAPException, InterruptedException {
        restart("limits.connections-per-address", "5");
        List<LDAPConnection> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            open.add(bridge.connectAsSearch());
        }
        try (Socket rejected = open()) {
            assertThat(rejected.getInputStream().read()).isEqualTo(-1);
        }
        open.forEach(LDAPConnection::close);
        Thread.sleep(300);
        assertOthersAreServed();
    }

    @Test
    void connectionsWithoutARequestAndSilentOnesEnd() throws IOException, LDAPException {
        restart("limits.first-request-seconds", "1", "limits.idle-seconds", "2");
        try (Socket unused = open();
                Socket slow = open();
                LDAPConnection silent = bridge.connectAsSearch()) {
            OutputStream out = slow.getOutputStream();
            out.write(new byte[] {0x30, 12, 2});
            out.flush();
            assertThat(unused.getInputStream().read()).isEqualTo(-1);
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            await(() -> !silent.isConnected());
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** A program that sends requests and does not read the answers occupies its own thread, and not for ever. */
    @Test
    void aProgramThatDoesNotReadIsDisconnected() throws IOException, LDAPException {
        restart("limits.operation-seconds", "1");
        try (Socket socket = open()) {
            socket.setReceiveBufferSize(1024);
            byte[] rootDse = message(new LDAPMessage(
                    2,
                    new SearchRequestProtocolOp(
                            "cn=Subschema",
                            SearchScope.BASE,
                            DereferencePolicy.NEVER,
                            0,
                            0,
                            false,
                            Filter.create("(objectClass=*)"),
                            List.of("+"))));
            long start = System.nanoTime();
            boolean isDisconnected = false;
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 100_000; i++) {
                        socket.getOutputStream().write(rootDse);
                    }
                } catch (IOException e) {
                    // Disconnected.
                }
            });
            writer.start();
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30) && !isDisconnected) {
                assertOthersAreServed();
                isDisconnected = !writer.isAlive();
            }
            assertThat(isDisconnected).isTrue();
        }
    }

    @Test
    void manyRequestsAtOnceAreAnsweredInOrder() throws IOException, LDAPException {
        try (Socket socket = open()) {
            byte[] bind = message(new LDAPMessage(1, new BindRequestProtocolOp(person("alice"), "alice-app-password")));
            byte[] wrong = message(new LDAPMessage(2, new BindRequestProtocolOp(person("alice"), "wrong")));
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write(bind);
                socket.getOutputStream().write(wrong);
            }
            ASN1StreamReader reader = new ASN1StreamReader(socket.getInputStream());
            for (int i = 0; i < 20; i++) {
                assertThat(LDAPMessage.readFrom(reader, false)
                                .getBindResponseProtocolOp()
                                .getResultCode())
                        .isZero();
                assertThat(LDAPMessage.readFrom(reader, false)
                                .getBindResponseProtocolOp()
                                .getResultCode())
                        .isEqualTo(49);
            }
        }
    }

    /**
     * The header of the longest message with half of its content. The other half never comes.
     *
     * @return whether the server has closed the connection
     */
    private static boolean sendHalf(Socket socket) throws IOException {
        socket.setSoTimeout(1000);
        try {
            socket.getOutputStream().write(new byte[] {0x30, (byte) 0x84, 0, 4, 0, 0});
            socket.getOutputStream().write(new byte[130 * 1024]);
            int notice = socket.getInputStream().read();
            assertThat(notice).as("the start of a notice, or the end").isIn(0x30, -1);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void requestsThatNeverEndDoNotFillTheMemory() throws IOException, LDAPException {
        bridge.close();
        bridge = RunningBridge.start(Example.keycloak(), 512 * 1024);
        List<Socket> sockets = new ArrayList<>();
        int open = 0;
        try {
            for (int i = 0; i < 12; i++) {
                Socket socket = open();
                sockets.add(socket);
                open += sendHalf(socket) ? 0 : 1;
            }
            assertThat(open).as("connections that hold 256 KiB each").isEqualTo(2);
            bridge.connectAs("alice").close();
            assertOthersAreServed();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await(() -> answerOf(longBind()) == ResultCode.INVALID_CREDENTIALS_INT_VALUE);
    }

    private static byte[] longBind() {
        return message(new LDAPMessage(1, new BindRequestProtocolOp(person("alice"), "x".repeat(200 * 1024))));
    }

    private int answerOf(byte[] bind) {
        try {
            LDAPMessage answer = exchange(bind);
            return answer.getMessageID() == 0
                    ? answer.getExtendedResponseProtocolOp().getResultCode()
                    : answer.getBindResponseProtocolOp().getResultCode();
        } catch (IOException | LDAPException e) {
            return -1;
        }
    }

    @Test
    void longRequestsOfOneConnectionDoNotAddUp() throws IOException, LDAPException {
        bridge.close();
        bridge = RunningBridge.start(Example.keycloak(), 512 * 1024);
        try (Socket socket = open()) {
            ASN1StreamReader reader = new ASN1StreamReader(socket.getInputStream());
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write(longBind());
                assertThat(LDAPMessage.readFrom(reader, false)
                                .getBindResponseProtocolOp()
                                .getResultCode())
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
            }
        }
    }

    /** Parsed, a message takes many times the memory of its bytes. */
    @Test
    void thousandsOfControlsCountAsTheMemoryThatTheyTake() throws LDAPException {
        bridge.close();
        bridge = RunningBridge.start(Example.keycloak(), 512 * 1024);
        byte[] control = element(0x30, element(4, new byte[] {'1'}));
        byte[] controls = new byte[10_000 * control.length];
        for (int i = 0; i < controls.length; i++) {
            controls[i] = control[i % control.length];
        }
        byte[] request = {0x60, 7, 2, 1, 3, 4, 0, (byte) 0x80, 0};
        byte[] bind = element(0x30, new byte[] {2, 1, 1}, request, element(0xa0, controls));

        assertThat(bind).hasSizeLessThan(100 * 1024);
        assertThat(answerOf(bind)).isEqualTo(ResultCode.BUSY_INT_VALUE);
        assertThat(answerOf(longBind())).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
        assertOthersAreServed();
    }

    private static Filter longFilter() {
        List<Filter> parts = new ArrayList<>(List.of(Filter.createPresenceFilter("objectClass")));
        for (int i = 0; i < 400; i++) {
            parts.add(Filter.createEqualityFilter("cn", "x" + i));
        }
        return Filter.createORFilter(parts);
    }

    /** Reads a page. The cookie is null for the first one. */
    private static SearchResult page(LDAPConnection connection, Filter filter, int size, ASN1OctetString cookie)
            throws LDAPException {
        SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, filter, "1.1");
        request.setControls(new SimplePagedResultsControl(size, cookie));
        return RunningBridge.search(connection, request);
    }

    /** The filter of a search that waits for its next page takes memory too. */
    @Test
    void longFiltersOfWaitingSearchesDoNotFillTheMemory() throws LDAPException {
        bridge.close();
        bridge = RunningBridge.start(Example.keycloak(), 512 * 1024);
        Filter filter = longFilter();
        try (LDAPConnection bob = bridge.connectAs("bob")) {
            try (LDAPConnection alice = bridge.connectAs("alice")) {
                SearchResult waiting = page(alice, filter, 1, null);
                assertThat(waiting.getResultCode()).isEqualTo(ResultCode.SUCCESS);
                assertThat(page(alice, filter, 1, null).getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
                assertThat(page(bob, filter, 1, null).getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
                assertThat(page(bob, Filter.createPresenceFilter("objectClass"), 1, null)
                                .getResultCode())
                        .as("a short filter")
                        .isEqualTo(ResultCode.SUCCESS);
                assertThat(page(bob, filter, 100, null).getResultCode())
                        .as("a long filter whose answer has one page")
                        .isEqualTo(ResultCode.SUCCESS);

                ASN1OctetString cookie = SimplePagedResultsControl.get(waiting).getCookie();
                waiting = page(alice, filter, 1, cookie);
                assertThat(waiting.getEntryCount()).isEqualTo(1);
                assertThat(page(bob, filter, 1, null).getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
                cookie = SimplePagedResultsControl.get(waiting).getCookie();
                assertThat(page(alice, filter, 0, cookie).getResultCode()).isEqualTo(ResultCode.SUCCESS);
                alice.bind(person("alice"), "alice-app-password");
                assertThat(page(alice, filter, 1, null).getResultCode()).isEqualTo(ResultCode.SUCCESS);
            }
            await(() -> canReadAPage(bob, filter));
        }
    }

    /** Reads one page and ends the search, so that the next call can succeed too. */
    private static boolean canReadAPage(LDAPConnection connection, Filter filter) {
        try {
            SearchResult first = page(connection, filter, 1, null);
            return first.getResultCode().equals(ResultCode.SUCCESS)
                    && page(
                                    connection,
                                    filter,
                                    0,
                                    SimplePagedResultsControl.get(first).getCookie())
                            .getResultCode()
                            .equals(ResultCode.SUCCESS);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }
}
