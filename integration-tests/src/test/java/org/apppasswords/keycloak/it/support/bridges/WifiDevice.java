package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;

/** A device and the access point that it connects to: eapol_test, with the documented settings of a network. */
public final class WifiDevice {

    private static final Pattern MESSAGE =
            Pattern.compile("(?m)^Received RADIUS message\\nRADIUS message: code=(\\d+)");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?m)^ +Attribute \\d+ \\(([\\w-]+)\\) length=\\d+\\n +Value: (.*)$");
    private static final String ACCEPT = "2";
    private static final String REJECT = "3";

    private final int port;
    private String network;

    private WifiDevice(int port, String network) {
        this.port = port;
        this.network = network;
    }

    /** Creates one that signs in to this port as a user, and trusts this authority. */
    public static WifiDevice of(int port, PrivateAuthority authority, String username, String password) {
        Map<String, String> typed = Map.of(
                "\"alice\"",
                '"' + username + '"',
                "abcd-efgh-ijkl-mnop-qrst-uvwx",
                password,
                "/etc/ssl/certs/ca-certificates.crt",
                authority.certificates().toString(),
                "radius.example.org",
                "localhost");
        return new WifiDevice(port, DocumentedBlock.fill(DocumentedBlock.read("freeradius.md", "wifi.conf"), typed));
    }

    /** What the access point received at the end of each authentication, the last of these messages, and all output. */
    public record Answer(List<String> codes, List<String> attributes, String output) {

        /** Whether the only authentication was accepted, and the device and the access point have the same keys. */
        public boolean isAccepted() {
            return codes.equals(List.of(ACCEPT)) && output.endsWith("\nSUCCESS\n");
        }

        /** Whether the only authentication was rejected. */
        public boolean isRejected() {
            return codes.equals(List.of(REJECT)) && output.endsWith("\nFAILURE\n");
        }

        /** Whether the first authentication was accepted, and the second one rejected. */
        public boolean isRejectedTheSecondTime() {
            return codes.equals(List.of(ACCEPT, REJECT));
        }

        /** Whether both authentications were accepted. */
        public boolean isAcceptedTwice() {
            return codes.equals(List.of(ACCEPT, ACCEPT));
        }
    }

    /** Sets the identity outside the tunnel. */
    public WifiDevice outside(String identity) {
        return with("anonymous_identity", '"' + identity + '"');
    }

    /** Sets a setting of the network, or changes it. */
    public WifiDevice with(String setting, String value) {
        String others = network.replaceAll("(?m)^ *" + setting + "=.*\\n", "");
        network = others.replace("\n}", "\n    " + setting + "=" + value + "\n}");
        return this;
    }

    /** Signs in. */
    public Answer signIn() {
        return run();
    }

    /** Signs in twice in one TLS session, if the server permits it. */
    public Answer signInTwice() {
        return run("-r", "1");
    }

    private Answer run(String... options) {
        try {
            Path file = Files.createTempFile("wifi", ".conf");
            try {
                Files.writeString(file, network);
                List<String> command = new ArrayList<>(List.of("eapol_test", "-c", file.toString(), "-a", "127.0.0.1"));
                command.addAll(List.of("-p", Integer.toString(port), "-s", StockFreeRadius.SECRET, "-t", "15"));
                command.addAll(List.of(options));
                return answer(new Program(command).run().output());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer answer(String output) {
        List<MatchResult> last = MESSAGE.matcher(output)
                .results()
                .filter(message ->
                        message.group(1).equals(ACCEPT) || message.group(1).equals(REJECT))
                .toList();
        List<String> codes = last.stream().map(message -> message.group(1)).toList();
        String reply =
                last.isEmpty() ? "" : output.substring(last.get(last.size() - 1).end());
        List<String> attributes = ATTRIBUTE
                .matcher(reply)
                .results()
                .map(attribute -> attribute.group(1) + "=" + attribute.group(2))
                .toList();
        return new Answer(codes, attributes, output);
    }
}
