package org.apppasswords.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.apppasswords.ldap.config.BridgeSettings;
import org.apppasswords.ldap.config.ConfigurationException;
import org.apppasswords.ldap.config.SettingsReader;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.monitoring.BridgeLog;
import org.apppasswords.ldap.server.LdapServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command line. */
@Command(
        name = "keycloak-ldap-bridge",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Serves the users and groups of a Keycloak realm over LDAP, and accepts their app passwords.",
        footer = "Every setting can also be an environment variable: keycloak.url is LDAP_BRIDGE_KEYCLOAK_URL.")
public final class Main implements Callable<Integer> {

    /** Requests may take a quarter of the heap: search results and TLS need the rest. */
    private static final int REQUEST_SHARE_OF_HEAP = 4;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The file with the settings. Without it, all settings come from the environment.")
    private Path config;

    @Option(
            names = "--check",
            description = "Check the settings, and whether Keycloak accepts them, without listening.")
    private boolean check;

    private Main() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new Main()).execute(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        BridgeLog startLog = new BridgeLog(false, Level.INFO);
        BridgeSettings settings;
        try {
            settings = SettingsReader.read(config, System.getenv(), AttributeMapping.defaults());
        } catch (ConfigurationException e) {
            e.getMessage().lines().forEach(startLog::warn);
            return 2;
        }
        BridgeLog log = new BridgeLog(settings.log().isJson(), settings.log().level());
        LdapServer server;
        try {
            if (check) {
                boolean isReady = LdapServer.check(settings, log, Version.text());
                log.info(isReady ? "The settings are valid, and Keycloak accepts them." : "Keycloak cannot be used.");
                return isReady ? 0 : 1;
            }
            server = new LdapServer(
                    settings, log, Version.text(), Runtime.getRuntime().maxMemory() / REQUEST_SHARE_OF_HEAP);
        } catch (IOException e) {
            log.warn(e.getMessage());
            return 1;
        }
        log.info("LDAP bridge " + Version.text() + ": LDAP on port " + port(server.ldapPort()) + ", LDAPS on port "
                + port(server.ldapsPort()) + ", health and metrics on port " + port(server.httpPort()) + ".");
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            log.info("The LDAP bridge stops.");
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        if (!server.isReady()) {
            log.warn("Keycloak cannot be used yet; the bridge answers with code 52 until it can.");
        }
        stopped.await();
        return 0;
    }

    private static String port(int port) {
        return port < 0 ? "- (off)" : String.valueOf(port);
    }

    /** The version of the program. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }

        static String text() {
            try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
                Properties properties = new Properties();
                properties.load(in);
                return properties.getProperty("version");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
