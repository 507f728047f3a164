package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The tests' Keycloak over TLS: decrypts connections, and passes them on. */
public final class KeycloakOverTls {

    private static final int KEYCLOAK_PORT = 8080;

    /** The password of the key stores that it reads. */
    public static final String PASSWORD = "changeit";

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();

    private volatile SSLContext context;

    /** Listens until the tests end, with a certificate of this authority for {@code localhost}. */
    public KeycloakOverTls(PrivateAuthority authority) {
        context = context(authority.serverKeyStore(PASSWORD));
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Closes all connections, and from now on uses the certificate in this key store. */
    public void present(Path keyStore) {
        context = context(keyStore);
        open.forEach(KeycloakOverTls::close);
    }

    /** Returns the number of decrypted bytes that it has passed on to Keycloak. */
    public long received() {
        return received.get();
    }

    /** Returns the URL to use as Keycloak's base URL. */
    public String url() {
        return "https://localhost:" + server.getLocalPort();
    }

    /** Returns a URL that the certificate is not for. */
    public String urlByAddress() {
        return "https://127.0.0.1:" + server.getLocalPort();
    }

    /** Returns a new context each time, so that no client resumes a session with an earlier certificate. */
    private static SSLContext context(Path keyStore) {
        try (var file = Files.newInputStream(keyStore)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = server.accept();
                start(() -> forward(connection));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void forward(Socket connection) {
        open.add(connection);
        try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(connection, null, 0, true);
                Socket keycloak = new Socket(InetAddress.getLoopbackAddress(), KEYCLOAK_PORT)) {
            client.setUseClientMode(false);
            client.startHandshake();
            start(() -> copy(keycloak, client));
            byte[] buffer = new byte[8192];
            for (int length = client.getInputStream().read(buffer);
                    length >= 0;
                    length = client.getInputStream().read(buffer)) {
                received.addAndGet(length);
                keycloak.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // The bridge does not trust the certificate, or has closed the connection.
        } finally {
            open.remove(connection);
        }
    }

    private static void copy(Socket keycloak, Socket client) {
        try (client) {
            keycloak.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The bridge has closed the connection.
        }
    }

    private static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "Keycloak over TLS");
        thread.setDaemon(true);
        thread.start();
    }
}
