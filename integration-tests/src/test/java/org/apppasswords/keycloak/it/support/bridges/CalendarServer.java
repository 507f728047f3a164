package org.apppasswords.keycloak.it.support.bridges;

import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real calendar server for one test class: the installed Radicale behind an nginx or Apache with the configuration in
 * docker/, which asks the tests' Keycloak about users of the demo realm.
 */
public final class CalendarServer implements BeforeAllCallback, AfterAllCallback {

    private static final String CLIENT = "radicale";

    /** The calendar program's address; the proxy and the tests use 127.0.0.1. */
    public static final String PROGRAM = "127.0.0.7";

    private final List<String> options;
    private final BridgeScript script;

    private int port;

    private CalendarServer(String proxy, String name, List<String> options) {
        this.options = BridgeScript.plus(options, "--proxy", proxy);
        this.script = new BridgeScript("radicale", "radicale-" + name);
    }

    /** Creates a calendar server behind this proxy: nginx or apache. */
    public static CalendarServer behind(String proxy) {
        return new CalendarServer(proxy, proxy, List.of());
    }

    /** Creates one with a name of its own and further options of scripts/bridges/radicale.sh. */
    public static CalendarServer behind(String proxy, String name, String... options) {
        return new CalendarServer(proxy, proxy + "-" + name, List.of(options));
    }

    /** Runs where the system trusts this authority only. */
    public CalendarServer trusting(PrivateAuthority authority) {
        script.trusting(authority);
        return this;
    }

    /** A response that curl has read, with its headers. */
    public record CurlResponse(int status, String text) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        start(CLIENT + "-secret");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    /** Starts it with this client secret. */
    public CalendarServer start(String clientSecret) {
        port = BridgeScript.freePort();
        List<String> all = new ArrayList<>(List.of(
                "--port",
                String.valueOf(port),
                "--radicale-port",
                String.valueOf(BridgeScript.freePort()),
                "--keycloak",
                "http://127.0.0.1:8080",
                "--client-secret-file",
                BridgeScript.secretFile(CLIENT, clientSecret).toString()));
        all.addAll(options);
        script.start(all);
        return this;
    }

    public void stop() {
        script.stop();
    }

    /** Returns the logs of the proxy and Radicale. */
    public String log() {
        return script.output();
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Signs in with curl; {@code curlOptions} are passed on. */
    public CurlResponse curl(String path, String username, String password, String... curlOptions) {
        return curl(path, BridgeScript.plus(List.of("--user", username + ":" + password), curlOptions));
    }

    /** Sends a request with curl, without signing in. */
    public CurlResponse curl(String path, List<String> curlOptions) {
        List<String> command = new ArrayList<>(
                List.of("curl", "-sS", "-i", "--max-time", "30", "--interface", PROGRAM, "-w", "\n%{http_code}"));
        command.addAll(curlOptions);
        command.add(url() + path);
        String output = new Program(command).run().output();
        int lastLine = output.lastIndexOf('\n');
        return new CurlResponse(Integer.parseInt(output.substring(lastLine + 1)), output.substring(0, lastLine));
    }
}
