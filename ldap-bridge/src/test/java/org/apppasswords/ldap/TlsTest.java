package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LDAPS, StartTLS (RFC 4511, section 4.14), certificates that change, and connections that have to use TLS. */
@Timeout(60)
class TlsTest {

    @TempDir
    private Path folder;

    private final SSLUtil trust = new SSLUtil(new TrustAllTrustManager());

    @BeforeEach
    void certificate() throws Exception {
        Certificates.write(folder, "EC", "first");
    }

    private RunningBridge start(String... more) {
        String[] settings = {
            "tls.certificate-file", folder.resolve("certificate.pem").toString(),
            "tls.key-file", folder.resolve("key.pem").toString(),
            "ldaps.listen", "127.0.0.1:0"
        };
        String[] all = Arrays.copyOf(settings, settings.length + more.length);
        System.arraycopy(more, 0, all, settings.length, more.length);
        return RunningBridge.start(all);
    }

    private String subject(RunningBridge bridge) throws Exception {
        try (SSLSocket socket = (SSLSocket) trust.createSSLSocketFactory()
                .createSocket("127.0.0.1", bridge.server().ldapsPort())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void ldapsServesAndKeycloakLearnsOfIt(String algorithm) throws Exception {
        Certificates.write(folder, algorithm, "first");
        try (RunningBridge bridge = start();
                LDAPConnection connection = new LDAPConnection(
                        trust.createSSLSocketFactory(),
                        "127.0.0.1",
                        bridge.server().ldapsPort())) {
            connection.bind(person("alice"), "alice-app-password");
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=alice)")
                            .getEntryCount())
                    .isEqualTo(1);
            assertThat(bridge.keycloak().verifyHeaders().get(0)).containsEntry("x-ldap-client-protocol", "ldaps");
        }
    }

    @Test
    void startTlsForgetsWhoSignedInBefore() throws Exception {
        try (RunningBridge bridge = start();
                LDAPConnection connection = bridge.connectAs("alice")) {
            assertThat(connection.getRootDSE().supportsExtendedOperation(StartTLSExtendedRequest.STARTTLS_REQUEST_OID))
                    .isTrue();
            connection.processExtendedOperation(new StartTLSExtendedRequest(trust.createSSLContext()));
            assertThat(whoAmI(connection)).isEmpty();
            connection.bind(person("alice"), "alice-app-password");
            assertThat(whoAmI(connection)).isEqualTo("dn:" + person("alice"));
            assertThat(bridge.keycloak().verifyHeaders().get(1)).containsEntry("x-ldap-client-protocol", "ldaps");
            assertThatThrownBy(() -> connection.processExtendedOperation(
                            new ExtendedRequest(StartTLSExtendedRequest.STARTTLS_REQUEST_OID)))
                    .extracting("resultCode")
                    .isEqualTo(ResultCode.OPERATIONS_ERROR);
        }
    }

    private static String whoAmI(LDAPConnection connection) throws LDAPException {
        return ((WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest()))
                .getAuthorizationID();
    }

    private static byte[] startTls() {
        byte[] oid = StartTLSExtendedRequest.STARTTLS_REQUEST_OID.getBytes(StandardCharsets.US_ASCII);
        byte[] head = {
            0x30, (byte) (7 + oid.length), 2, 1, 1, 0x77, (byte) (2 + oid.length), (byte) 0x80, (byte) oid.length
        };
        byte[] message = Arrays.copyOf(head, head.length + oid.length);
        System.arraycopy(oid, 0, message, head.length, oid.length);
        return message;
    }

    /** What somebody on the way adds after StartTLS must not count as sent by the program over TLS. */
    @Test
    void requestsBehindStartTlsAreNotInterpreted() throws Exception {
        try (RunningBridge bridge = start();
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), bridge.server().ldapPort())) {
            byte[] startTls = startTls();
            byte[] injected = {0x30, 12, 2, 1, 2, 0x60, 7, 2, 1, 3, 4, 0, (byte) 0x80, 0};
            byte[] message = Arrays.copyOf(startTls, startTls.length + injected.length);
            System.arraycopy(injected, 0, message, startTls.length, injected.length);
            socket.getOutputStream().write(message);
            socket.setSoTimeout(10_000);
            byte[] answer = socket.getInputStream().readNBytes(10);
            assertThat(answer[4]).as("message ID").isEqualTo((byte) 1);
            assertThat(answer[5]).as("extended response").isEqualTo((byte) 0x78);
            assertThat(answer[9]).as("operations error").isEqualTo((byte) 1);
        }
    }

    @Test
    void withoutACertificateThereIsNoStartTls() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connect()) {
            assertThat(connection.getRootDSE().supportsExtendedOperation(StartTLSExtendedRequest.STARTTLS_REQUEST_OID))
                    .isFalse();
            assertThatThrownBy(() -> connection.processExtendedOperation(
                            new ExtendedRequest(StartTLSExtendedRequest.STARTTLS_REQUEST_OID)))
                    .extracting("resultCode")
                    .isEqualTo(ResultCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void withoutTlsNothingButTheRootDseIsServedIfTlsIsRequired() throws Exception {
        try (RunningBridge bridge = start("tls.required", "true");
                LDAPConnection connection = bridge.connect()) {
            assertThat(connection.getRootDSE()).isNotNull();
            connection.bind("", "");
            for (ThrowingRequest request : new ThrowingRequest[] {
                () -> connection.bind(person("alice"), "alice-app-password"),
                () -> connection.bind(RunningBridge.SEARCH_DN, RunningBridge.SEARCH_PASSWORD),
                () -> connection.search(RunningBridge.BASE, SUB, "(uid=alice)"),
                () -> connection.compare(person("alice"), "uid", "alice")
            }) {
                assertThatThrownBy(request::send)
                        .isInstanceOf(LDAPException.class)
                        .extracting("resultCode")
                        .isEqualTo(ResultCode.CONFIDENTIALITY_REQUIRED);
            }
            assertThat(bridge.keycloak().requests()).isEmpty();
            connection.processExtendedOperation(new StartTLSExtendedRequest(trust.createSSLContext()));
            connection.bind(person("alice"), "alice-app-password");
        }
    }

    @FunctionalInterface
    private interface ThrowingRequest {
        void send() throws LDAPException;
    }

    @Test
    void anUnbindWithoutTlsIsTolerated() throws Exception {
        try (RunningBridge bridge = start("tls.required", "true");
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), bridge.server().ldapPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(new byte[] {0x30, 5, 2, 1, 1, 0x42, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        try (RunningBridge bridge = start()) {
            assertThat(subject(bridge)).isEqualTo("CN=first");
            Files.writeString(folder.resolve("certificate.pem"), "rubbish");
            touch(10);
            TimeUnit.SECONDS.sleep(2);
            assertThat(subject(bridge)).as("a file that cannot be used").isEqualTo("CN=first");
            Certificates.write(folder, "RSA", "second");
            touch(20);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!subject(bridge).equals("CN=second") && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(subject(bridge)).isEqualTo("CN=second");
        }
    }

    /** As after a change of permissions, which does not change the time of a file. */
    @Test
    void aCertificateThatCouldNotBeReadIsReadAgain() throws Exception {
        try (RunningBridge bridge = start()) {
            FileTime time = FileTime.from(Instant.now().plusSeconds(10));
            Certificates.write(folder, "RSA", "second");
            byte[] key = Files.readAllBytes(folder.resolve("key.pem"));
            Files.writeString(folder.resolve("key.pem"), "");
            setTimes(time);
            TimeUnit.SECONDS.sleep(2);
            assertThat(subject(bridge)).isEqualTo("CN=first");

            Files.write(folder.resolve("key.pem"), key);
            setTimes(time);

            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!subject(bridge).equals("CN=second") && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(subject(bridge)).isEqualTo("CN=second");
        }
    }

    private void touch(int seconds) throws IOException {
        setTimes(FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private void setTimes(FileTime time) throws IOException {
        for (String name : new String[] {"certificate.pem", "key.pem"}) {
            Files.setLastModifiedTime(folder.resolve(name), time);
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsReportedAtTheStart() throws Exception {
        byte[] key = Files.readAllBytes(folder.resolve("key.pem"));
        Certificates.write(folder, "EC", "other");
        Files.write(folder.resolve("key.pem"), key);
        assertThatThrownBy(this::start)
                .hasMessageContaining("tls.certificate-file, tls.key-file: the key does not belong to the certificate");
        Files.writeString(folder.resolve("key.pem"), "rubbish");
        assertThatThrownBy(this::start).hasMessageContaining("tls.certificate-file, tls.key-file");
    }

    @Test
    void connectionsThatStopAfterStartTlsKeepNobodyOut() throws Exception {
        try (RunningBridge bridge = start("limits.connections", "1");
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), bridge.server().ldapPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(startTls());
            assertThat(socket.getInputStream().read()).isEqualTo(0x30);

            bridge.connectAs("alice").close();
        }
    }

    /** A connection that begins TLS and goes no further. */
    @Test
    void aHandshakeThatNeverEndsIsCutOff() throws Exception {
        try (RunningBridge bridge = start("limits.first-request-seconds", "1");
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), bridge.server().ldapsPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
