package org.apppasswords.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.cert.PublicKeyAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;

/** Certificates for the tests. */
final class Certificates {

    private Certificates() {}

    /** Writes {@code certificate.pem} and {@code key.pem}. */
    static void write(Path folder, String algorithm, String commonName) throws Exception {
        boolean isRsa = algorithm.equals("RSA");
        long now = System.currentTimeMillis();
        ObjectPair<X509Certificate, KeyPair> pair = X509Certificate.generateSelfSignedCertificate(
                isRsa ? SignatureAlgorithmIdentifier.SHA_256_WITH_RSA : SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                isRsa ? PublicKeyAlgorithmIdentifier.RSA : PublicKeyAlgorithmIdentifier.EC,
                isRsa ? 2048 : 256,
                new DN("CN=" + commonName),
                now - 60_000,
                now + 3_600_000);
        pem(folder.resolve("certificate.pem"), "CERTIFICATE", pair.getFirst().getX509CertificateBytes());
        pem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                pair.getSecond().getPrivate().getEncoded());
    }

    private static void pem(Path file, String type, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }
}
