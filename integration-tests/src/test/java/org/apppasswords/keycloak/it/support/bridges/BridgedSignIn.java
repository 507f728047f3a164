package org.apppasswords.keycloak.it.support.bridges;

import java.nio.charset.StandardCharsets;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer.CurlResponse;
import org.apppasswords.keycloak.it.support.server.Program;

/**
 * A sign-in through a bridge, by the bridge's own protocol. The answer is {@code accepted}, {@code wrong password},
 * {@code unavailable}, or else what the bridge said.
 *
 * @param username a user name without special characters
 * @param password an app password without special characters
 */
public record BridgedSignIn(String username, String password) {

    private static final String ACCEPTED = "accepted";
    private static final String WRONG_PASSWORD = "wrong password";
    private static final String UNAVAILABLE = "unavailable";

    /** Binds with the user's DN. */
    public String ldap(int port) {
        String dn = "uid=" + username + "," + LdapBridge.PEOPLE;
        try (LdapBind bind = new LdapBind(port, dn, password.getBytes(StandardCharsets.US_ASCII))) {
            int code = bind.resultCode();
            return switch (code) {
                case 0 -> ACCEPTED;
                case 49 -> WRONG_PASSWORD;
                case 52 -> UNAVAILABLE;
                default -> "result code " + code;
            };
        }
    }

    /** Sends an Access-Request, and waits for an answer for two seconds. */
    public String radius(Bridge server) {
        String output = new Program(
                        "radclient",
                        "-x",
                        "-r",
                        "1",
                        "-t",
                        "2",
                        "127.0.0.1:" + server.port(),
                        "auth",
                        Bridges.RADIUS_SECRET)
                .reading("User-Name = \"%s\"\nUser-Password = \"%s\"\n".formatted(username, password))
                .run()
                .output();
        if (output.contains("Received Access-Accept")) {
            return ACCEPTED;
        }
        if (output.contains("Received Access-Reject")) {
            return WRONG_PASSWORD;
        }
        return output.contains("No reply from server") ? UNAVAILABLE : output;
    }

    /** Authenticates by IMAP. */
    public String imap(MailProgram program) {
        String answer = program.authenticate(
                username.getBytes(StandardCharsets.US_ASCII), password.getBytes(StandardCharsets.US_ASCII));
        if (answer.startsWith("OK")) {
            return ACCEPTED;
        }
        if (answer.startsWith("NO [AUTHENTICATIONFAILED]")) {
            return WRONG_PASSWORD;
        }
        return answer.startsWith("NO [UNAVAILABLE]") ? UNAVAILABLE : answer;
    }

    /** Requests a calendar with HTTP Basic. */
    public String calendar(CalendarServer server) {
        CurlResponse answer = server.curl("", username, password, "-X", "PROPFIND");
        return switch (answer.status()) {
            case 207 -> ACCEPTED;
            case 401 -> WRONG_PASSWORD;
            // The program must not ask its user for another password.
            case 403, 503 -> answer.text().contains("WWW-Authenticate") ? answer.toString() : UNAVAILABLE;
            default -> answer.toString();
        };
    }

    /** Connects by OpenVPN. */
    public String openVpn(OpenVpn server) {
        String log = server.connect(username, password);
        if (log.contains("Initialization Sequence Completed")) {
            return ACCEPTED;
        }
        return log.contains("AUTH_FAILED,TEMP") ? UNAVAILABLE : WRONG_PASSWORD;
    }
}
