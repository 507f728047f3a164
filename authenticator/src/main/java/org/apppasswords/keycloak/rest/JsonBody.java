package org.apppasswords.keycloak.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.error.ApiError;

/**
 * A JSON object as it was sent. Nothing is converted: a number is no text. Fields that nobody asks for are ignored; one
 * that is there twice makes the whole unreadable.
 */
public final class JsonBody {

    /** More than any request needs, by far. Unit: bytes. */
    static final int MAX_LENGTH = 65_536;

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads a whole body.
     *
     * @throws ApiError if it is no JSON object, or a very long one
     */
    public static JsonBody read(InputStream body) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_LENGTH + 1);
            if (bytes.length > MAX_LENGTH) {
                throw ApiError.invalidRequest("The body is too long.");
            }
            JsonNode json = READER.readTree(bytes);
            if (json == null || !json.isObject()) {
                throw ApiError.invalidRequest("The body must be a JSON object.");
            }
            return new JsonBody(json);
        } catch (JsonProcessingException e) {
            throw ApiError.invalidRequest("The body is not valid JSON.");
        } catch (IOException e) {
            throw ApiError.invalidRequest("The body cannot be read.");
        }
    }

    /**
     * Reads one line of JSON lines.
     *
     * @throws ApiError if it is no JSON object
     */
    public static JsonBody ofLine(byte[] line) {
        try {
            JsonNode json = READER.readTree(line);
            if (json == null || !json.isObject()) {
                throw ApiError.invalidRequest("The line must be a JSON object.");
            }
            return new JsonBody(json);
        } catch (IOException e) {
            throw ApiError.invalidRequest("The line is not valid JSON.");
        }
    }

    /**
     * A text that must be there.
     *
     * @throws ApiError if it is missing or no text
     */
    public String requiredText(String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw ApiError.invalidRequest(field + ": must be a string.");
        }
        return value.textValue();
    }

    /**
     * The texts in an array; none where the field is missing or {@code null}.
     *
     * @throws ApiError if it is anything else
     */
    public List<String> texts(String field) {
        JsonNode value = object.path(field);
        if (isAbsent(field)) {
            return List.of();
        }
        List<JsonNode> elements =
                StreamSupport.stream(value.spliterator(), false).toList();
        if (!value.isArray() || !elements.stream().allMatch(JsonNode::isTextual)) {
            throw ApiError.invalidRequest(field + ": must be an array of strings.");
        }
        return elements.stream().map(JsonNode::textValue).toList();
    }

    /**
     * A whole number; empty where the field is missing or {@code null}.
     *
     * @throws ApiError if it is anything else, or too large
     */
    public Optional<Integer> integer(String field) {
        JsonNode value = object.path(field);
        if (isAbsent(field)) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw ApiError.invalidRequest(field + ": must be a whole number.");
        }
        return Optional.of(value.intValue());
    }

    /**
     * A text; empty where the field is missing or {@code null}.
     *
     * @throws ApiError if it is anything else
     */
    public Optional<String> text(String field) {
        return isAbsent(field) ? Optional.empty() : Optional.of(requiredText(field));
    }

    /**
     * A point in time, in epoch milliseconds; empty where the field is missing or {@code null}.
     *
     * @throws ApiError if it is anything else
     */
    public Optional<Instant> instant(String field) {
        JsonNode value = object.path(field);
        if (isAbsent(field)) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw ApiError.invalidRequest(field + ": must be a time in epoch milliseconds.");
        }
        return Optional.of(Instant.ofEpochMilli(value.longValue()));
    }

    /**
     * A truth value; false where the field is missing or {@code null}.
     *
     * @throws ApiError if it is anything else
     */
    public boolean flag(String field) {
        JsonNode value = object.path(field);
        if (isAbsent(field)) {
            return false;
        }
        if (!value.isBoolean()) {
            throw ApiError.invalidRequest(field + ": must be true or false.");
        }
        return value.booleanValue();
    }

    /**
     * For requests where a slip of the pen in a field's name would do harm.
     *
     * @throws ApiError if there are others than these fields
     */
    public void refuseOtherFieldsThan(Set<String> fields) {
        object.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                throw ApiError.invalidRequest("There are fields that this request does not have.");
            }
        });
    }

    private boolean isAbsent(String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull();
    }
}
