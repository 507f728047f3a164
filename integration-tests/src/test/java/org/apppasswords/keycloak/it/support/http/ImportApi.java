package org.apppasswords.keycloak.it.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.report.MessageResolver;
import com.atlassian.oai.validator.schema.SchemaValidator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.keycloak.util.JsonSerialization;

/**
 * The import of app passwords, as an administrator's program calls it. Every line of an answer must be one that
 * {@code docs/openapi.yaml} describes, and so must every line that is accepted.
 */
public final class ImportApi {

    /** The usual media type of the body. */
    public static final String NDJSON = "application/x-ndjson";

    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);
    private static final int READ_TIMEOUT_MILLIS = 60_000;

    /** Validating thousands of similar answers would take minutes. */
    private static final int MAX_VALIDATED = 100;

    private static final OpenAPI DESCRIPTION = new OpenAPIV3Parser()
            .read(ProjectFiles.ROOT.resolve("docs/openapi.yaml").toString());

    private final URI url;
    private final String accessToken;

    /** @param accessToken {@code null} for none */
    public ImportApi(String realmUrl, String accessToken) {
        this.url = URI.create(realmUrl.replace("/realms/", "/admin/realms/") + "/app-passwords/import");
        this.accessToken = accessToken;
    }

    /** Returns a line of an import. */
    public static ObjectNode line(String username, String name, String hash, String... clients) {
        ObjectNode line = JsonSerialization.mapper.createObjectNode();
        line.put("username", username).put("name", name).put("hash", hash);
        Stream.of(clients).forEach(line.putArray("clients")::add);
        return line;
    }

    /** Imports these lines; the answers must match the description. */
    public List<JsonNode> send(Object... lines) {
        return send(Stream.of(lines).map(String::valueOf).toList());
    }

    /** Imports these lines, as {@link #send(Object...)} does. */
    public List<JsonNode> send(List<String> lines) {
        HttpResponse<String> answer = post(NDJSON, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(NDJSON);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        List<JsonNode> answers = answer.body().lines().map(ImportApi::parse).toList();
        for (JsonNode one : answers.subList(0, Math.min(answers.size(), MAX_VALIDATED))) {
            assertDescribed("ImportAnswer", one.toString());
            if (!one.path("result").asText().equals("error")) {
                assertDescribed("ImportLine", lines.get(one.path("line").asInt() - 1));
            }
        }
        return answers;
    }

    private static void assertDescribed(String schema, String json) {
        assertThat(new SchemaValidator(DESCRIPTION, new MessageResolver())
                        .validate(json, DESCRIPTION.getComponents().getSchemas().get(schema), schema)
                        .getMessages())
                .as(json)
                .isEmpty();
    }

    /** Sends any body. */
    public HttpResponse<String> post(String contentType, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
        if (accessToken != null) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        return Http.send(request, REQUEST_TIMEOUT);
    }

    /** Begins an import whose lines are sent one by one. */
    public Conversation begin() {
        try {
            return new Conversation(new Socket(url.getHost(), url.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An import in progress, whose lines are answered one by one. */
    public final class Conversation implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        private Conversation(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            write("POST " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAuthorization: Bearer "
                    + accessToken + "\r\nContent-Type: " + NDJSON + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        /** Sends a line, and waits for its answer. */
        public JsonNode say(Object line) throws IOException {
            String text = line + "\n";
            write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
            String answer = in.readLine();
            while (answer != null && !answer.startsWith("{")) {
                // Skips the headers and the chunk sizes.
                answer = in.readLine();
            }
            return parse(answer);
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Closes the connection in the middle of the import. */
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JsonSerialization.mapper.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
