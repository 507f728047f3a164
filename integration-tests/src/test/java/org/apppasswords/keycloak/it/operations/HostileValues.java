package org.apppasswords.keycloak.it.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Values for an OpenAPI schema, about half of them invalid. */
final class HostileValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Texts that have broken programs before. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "null",
            "true",
            "0",
            "-1",
            "9223372036854775808",
            "1e400",
            "../../../etc/passwd",
            "%00",
            "\u0000",
            "\r\nX-Injected: yes",
            "<script>alert(1)</script>",
            "'; drop table credential; --",
            "${jndi:ldap://127.0.0.1/a}",
            "{{7*7}}",
            "\ud800",
            "\u202e\u2066",
            "\ufeff",
            "日本語のメール",
            "e\u0301",
            "👩‍👩‍👧",
            "=1+1",
            "*",
            "a".repeat(300),
            "語".repeat(5000));

    private final Random random;
    private final UnaryOperator<JsonNode> resolve;

    /** @param resolve resolves the references of a schema */
    HostileValues(Random random, UnaryOperator<JsonNode> resolve) {
        this.random = random;
        this.resolve = resolve;
    }

    /** Returns any text. */
    String anyText() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** Returns a text for a path segment that servers do not normalize. */
    String pathSegment() {
        String text = anyText().replaceAll("[/\\\\.%;\\u0000-\\u001f\\ud800]", "");
        return text.isBlank() ? "none" : text.substring(0, Math.min(text.length(), 200));
    }

    /** Returns a text for this schema, such as that of a parameter. */
    String text(JsonNode schema) {
        JsonNode value = value(resolve.apply(schema), 0);
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** Returns a JSON document, sometimes a malformed one. */
    String json(JsonNode schema) {
        String json = value(schema, 0).toString();
        return switch (random.nextInt(20)) {
            case 0 -> json.substring(0, json.length() / 2);
            case 1 -> json + json;
            case 2 -> "[".repeat(5000);
            case 3 -> "";
            case 4 -> anyText();
            case 5 -> "{\"name\":\"a\",\"name\":\"b\"}";
            default -> json;
        };
    }

    /** Returns JSON documents, one in each line. */
    String lines(JsonNode schema) {
        List<String> lines = new ArrayList<>();
        for (int line = random.nextInt(5); line >= 0; line--) {
            lines.add(json(schema));
        }
        return String.join("\n", lines);
    }

    private JsonNode value(JsonNode unresolved, int depth) {
        JsonNode schema = resolve.apply(unresolved);
        if (random.nextInt(8) == 0 || depth > 6) {
            return anything();
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        if (schema.has("oneOf")) {
            return value(
                    schema.path("oneOf").get(random.nextInt(schema.path("oneOf").size())), depth);
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> JSON.numberNode(number(schema));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.textNode(word(schema));
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            int chance = required.contains(field.getKey()) ? 15 : 2;
            if (random.nextInt(chance + 1) != 0) {
                object.set(field.getKey(), value(field.getValue(), depth + 1));
            }
        }
        if (random.nextInt(10) == 0) {
            object.set(anyText(), anything());
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = JSON.arrayNode();
        int size = random.nextInt(20) == 0 ? 500 : random.nextInt(3);
        for (int item = 0; item < size; item++) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private long number(JsonNode schema) {
        long smallest = schema.path("minimum").asLong(0);
        long largest = schema.path("maximum").asLong(1000);
        return switch (random.nextInt(6)) {
            case 0 -> smallest;
            case 1 -> largest;
            case 2 -> smallest - 1;
            case 3 -> largest + 1;
            case 4 -> Long.MAX_VALUE;
            default -> smallest + random.nextInt((int) Math.max(1, Math.min(Integer.MAX_VALUE, largest - smallest)));
        };
    }

    private String word(JsonNode schema) {
        if (random.nextInt(3) == 0) {
            return anyText();
        }
        int length = Math.max(schema.path("minLength").asInt(1), 1 + random.nextInt(12));
        StringBuilder word = new StringBuilder();
        for (int letter = 0; letter < length; letter++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private JsonNode anything() {
        return switch (random.nextInt(8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 -> JSON.numberNode(random.nextDouble());
            case 4 -> JSON.arrayNode().add(anyText());
            case 5 -> JSON.objectNode().put(anyText(), anyText());
            default -> JSON.textNode(anyText());
        };
    }
}
