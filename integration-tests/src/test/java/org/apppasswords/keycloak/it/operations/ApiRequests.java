package org.apppasswords.keycloak.it.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/**
 * Generates valid and invalid requests for each operation of {@code docs/openapi.yaml}. The same number gives the same
 * request, except for ids.
 *
 * <p>This generator is our own because the OpenAPI fuzzers (Schemathesis, RESTler) are not in Maven's repositories.
 */
final class ApiRequests {

    private static final Set<String> METHODS = Set.of("get", "post", "patch", "delete");

    private final JsonNode description;
    private final List<Operation> operations = new ArrayList<>();

    private ApiRequests(JsonNode description) {
        this.description = description;
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (METHODS.contains(method.getKey())) {
                        operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                path.getValue(),
                                method.getValue()));
                    }
                }));
    }

    /** Reads the description. */
    public static ApiRequests described() {
        try {
            return new ApiRequests(new ObjectMapper(new YAMLFactory())
                    .readTree(ProjectFiles.ROOT.resolve("docs/openapi.yaml").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Operation(String method, String path, JsonNode ofPath, JsonNode node) {

        boolean administration() {
            return node.path("tags").toString().contains("administration");
        }
    }

    /**
     * A request.
     *
     * @param operationId ID of the operation that the request is for
     * @param administration whether the operation belongs to the admin API
     * @param path encoded path below the address of the API
     * @param query parameters, not encoded
     * @param contentType media type of the body; empty for no body
     * @param body any text
     */
    public record ApiRequest(
            String operationId,
            boolean administration,
            String method,
            String path,
            Map<String, String> query,
            String contentType,
            String body) {}

    /** Returns the IDs of all operations. */
    public List<String> operationIds() {
        return operations.stream()
                .map(operation -> operation.node().path("operationId").asText())
                .toList();
    }

    /**
     * Returns the request with this number.
     *
     * @param known existing values of path parameters by name, used in some requests
     */
    public ApiRequest request(long number, Map<String, List<String>> known) {
        // Multiplied because neighbouring seeds begin with similar values.
        Random random = new Random(number * 0x9E3779B97F4A7C15L);
        Operation operation = operations.get(random.nextInt(operations.size()));
        HostileValues values = new HostileValues(random, this::resolve);
        Map<String, String> query = new LinkedHashMap<>();
        String path = operation.path();
        for (JsonNode parameter : parameters(operation)) {
            String name = parameter.path("name").asText();
            if (parameter.path("in").asText().equals("path")) {
                List<String> choice = known.getOrDefault(name, List.of());
                String value = !choice.isEmpty() && random.nextBoolean()
                        ? choice.get(random.nextInt(choice.size()))
                        : values.pathSegment();
                path = path.replace("{" + name + "}", URLEncoder.encode(value, StandardCharsets.UTF_8));
            } else if (parameter.path("in").asText().equals("query") && random.nextInt(3) == 0) {
                query.put(name, shortened(values.text(parameter.path("schema"))));
            }
        }
        if (random.nextInt(10) == 0) {
            query.put(shortened(values.anyText()), shortened(values.anyText()));
        }
        JsonNode content = operation.node().path("requestBody").path("content");
        if (content.isEmpty()) {
            return new ApiRequest(id(operation), operation.administration(), operation.method(), path, query, "", "");
        }
        String type = content.fieldNames().next();
        JsonNode schema = resolve(content.path(type).path("schema"));
        return new ApiRequest(
                id(operation),
                operation.administration(),
                operation.method(),
                path,
                query,
                random.nextInt(20) == 0 ? "text/plain" : type,
                type.contains("ndjson") ? values.lines(lineSchema()) : values.json(schema));
    }

    // The server rejects longer addresses before the API sees them.
    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 400));
    }

    private JsonNode lineSchema() {
        return description.path("components").path("schemas").path("ImportLine");
    }

    private static String id(Operation operation) {
        return operation.node().path("operationId").asText();
    }

    private List<JsonNode> parameters(Operation operation) {
        List<JsonNode> parameters = new ArrayList<>();
        operation.ofPath().path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        operation.node().path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        return parameters;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref")
                ? resolve(description.at(node.path("$ref").asText().substring(1)))
                : node;
    }
}
