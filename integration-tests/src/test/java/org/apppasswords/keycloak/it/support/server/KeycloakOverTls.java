package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The tests' Keycloak over TLS: decrypts connections, and passes them on. */
public final class KeycloakOverTls {

    private static final int KEYCLOAK_PORT = 8080;
    private static final String PASSWORD = "changeit";

    private final ServerSocket server;

    /** Listens until the tests end, with a certificate of this authority for {@code localhost}. */
    public KeycloakOverTls(PrivateAuthority authority) {
        try {
            server = context(authority)
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        start(this::accept);
    }

    /** Returns the URL to use as Keycloak's base URL. */
    public String url() {
        return "https://localhost:" + server.getLocalPort();
    }

    /** Returns a URL that the certificate is not for. */
    public String urlByAddress() {
        return "https://127.0.0.1:" + server.getLocalPort();
    }

    private static SSLContext context(PrivateAuthority authority) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var file = Files.newInputStream(authority.serverKeyStore(PASSWORD))) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                start(() -> forward(client));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void forward(Socket client) {
        try (client;
                Socket keycloak = new Socket(InetAddress.getLoopbackAddress(), KEYCLOAK_PORT)) {
            start(() -> copy(keycloak, client));
            client.getInputStream().transferTo(keycloak.getOutputStream());
        } catch (IOException e) {
            // The bridge does not trust the certificate, or has closed the connection.
        }
    }

    private static void copy(Socket keycloak, Socket client) {
        try (client) {
            keycloak.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The bridge has closed the connection.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "Keycloak over TLS");
        thread.setDaemon(true);
        thread.start();
    }
}
