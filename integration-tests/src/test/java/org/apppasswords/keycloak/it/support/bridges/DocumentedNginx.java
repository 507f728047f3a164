package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.keycloak.testframework.util.FileUtils;

/** An nginx with a configuration from the documentation. */
public final class DocumentedNginx implements AutoCloseable {

    private static final String CONFIG = """
            daemon off;
            pid %1$s/nginx.pid;
            error_log stderr;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
            %2$s
            }
            """;

    private final Path folder;
    private final int port;
    private final Process process;

    private DocumentedNginx(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param servers the content of the section {@code http}; {@code PORT} becomes the port to listen on
     */
    public static DocumentedNginx start(String servers) {
        try {
            Path folder = Files.createTempDirectory("nginx");
            int port = BridgeScript.freePort();
            Path config = Files.writeString(
                    folder.resolve("nginx.conf"),
                    CONFIG.formatted(folder, servers.replace("PORT", String.valueOf(port))));
            Process process = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            Waiting.until(
                    "nginx answers",
                    () -> new Program("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:" + port + "/")
                                    .run()
                                    .status()
                            == 0);
            return new DocumentedNginx(folder, port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests a path of this host with curl; returns the status line, the headers and the body. */
    public String get(String host, String path) {
        return new Program(
                        "curl",
                        "-sS",
                        "-i",
                        "--max-time",
                        "30",
                        "-H",
                        "Host: " + host,
                        "http://127.0.0.1:" + port + path)
                .run()
                .output();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        FileUtils.delete(folder.toFile());
    }
}
