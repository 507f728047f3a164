package org.apppasswords.ldap.server;

import com.unboundid.util.ssl.PEMFileKeyManager;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.apppasswords.ldap.monitoring.BridgeLog;

/** The certificate and key of the server, from PEM files that are read again when they change. */
final class TlsKeys {

    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

    private final Path certificateFile;
    private final Path keyFile;
    private final BridgeLog log;
    private final SSLSocketFactory sockets;
    private volatile X509KeyManager current;
    private List<FileTime> readAt;

    /** @throws IOException if the files cannot be used; the message says why */
    TlsKeys(Path certificateFile, Path keyFile, BridgeLog log) throws IOException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.log = log;
        readAt = times();
        current = read();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new CurrentKey()}, null, null);
            sockets = context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used: " + e.getMessage(), e);
        }
    }

    /** Wraps a connection. The handshake happens with the first byte that is read or written. */
    SSLSocket wrap(Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) sockets.createSocket(socket, null, true);
        secure.setUseClientMode(false);
        return secure;
    }

    /** Reads the files again if they have changed. If they cannot be used, the certificate stays as it was. */
    synchronized void reloadIfChanged() {
        try {
            List<FileTime> now = times();
            if (now.equals(readAt)) {
                return;
            }
            current = read();
            // After a failure, the files are read again: a change of their permissions does not change the times.
            readAt = now;
            log.info("The certificate has been read again from " + certificateFile + ".");
        } catch (IOException e) {
            log.warnSometimes("The new certificate cannot be used, the old one stays: " + e.getMessage());
        }
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificateFile), Files.getLastModifiedTime(keyFile));
    }

    private X509KeyManager read() throws IOException {
        try {
            PEMFileKeyManager manager = new PEMFileKeyManager(new File[] {certificateFile.toFile()}, keyFile.toFile());
            for (String type : KEY_TYPES) {
                String[] aliases = manager.getServerAliases(type, null);
                if (aliases != null && aliases.length > 0) {
                    checkPair(manager.getPrivateKey(aliases[0]), manager.getCertificateChain(aliases[0])[0]);
                    return manager;
                }
            }
            throw new IOException("the key is of none of the types " + String.join(", ", KEY_TYPES));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Signs something and verifies it, so that a key of another certificate is not found only by the programs. */
    private static void checkPair(PrivateKey key, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        if (!signature.verify(signed)) {
            throw new IOException("the key does not belong to the certificate");
        }
    }

    /** Asks the key that was read last. */
    private final class CurrentKey extends X509ExtendedKeyManager {

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return current.getServerAliases(keyType, issuers);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return current.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return current.chooseServerAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return current.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return current.getPrivateKey(alias);
        }
    }
}
