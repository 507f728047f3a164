package org.apppasswords.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;

/**
 * Binds JSON objects to records. No value is converted to another type, and unknown or repeated fields are rejected, so
 * a typo cannot create, change or revoke anything. {@code null} and a missing field are the same, and rejected if the
 * field is {@link Required}.
 *
 * <p>Descriptions of errors never repeat the input, which can contain a password.
 */
public final class StrictJson {

    /** Far more than any request needs. Unit: bytes. */
    static final int MAX_LENGTH = 65_536;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // The feature above is about numbers and booleans, and still accepts blank strings for them.
            .withCoercionConfigDefaults(defaults -> {
                defaults.setAcceptBlankAsEmpty(false);
                Stream.of(CoercionInputShape.values())
                        .forEach(shape -> defaults.setCoercion(shape, CoercionAction.Fail));
            })
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .addModule(new SimpleModule().addDeserializer(Instant.class, new EpochMillis()))
            .build();

    private static final Map<Class<?>, String> EXPECTATIONS = Map.of(
            String.class, "must be a string",
            List.class, "must be an array of strings",
            Integer.class, "must be a 32-bit integer",
            boolean.class, "must be true or false",
            Boolean.class, "must be true or false",
            Instant.class, "must be a time in epoch milliseconds");

    private StrictJson() {}

    /**
     * Reads a whole body.
     *
     * @throws ApiError if it is too long or does not match the record
     */
    public static <T extends Record> T readBody(InputStream body, Class<T> type) {
        return bind(bytes(body), type, "The body");
    }

    /**
     * Requires a body without fields: nothing, or an empty object for programs that cannot send nothing.
     *
     * @throws ApiError if there is anything else, such as an option that belongs into the query
     */
    public static void requireNoFields(InputStream body) {
        byte[] bytes = bytes(body);
        if (bytes.length > 0) {
            bind(bytes, NoFields.class, "The body");
        }
    }

    private record NoFields() {}

    private static byte[] bytes(InputStream body) {
        byte[] bytes;
        try {
            bytes = body == null ? new byte[0] : body.readNBytes(MAX_LENGTH + 1);
        } catch (IOException e) {
            throw ApiError.invalidRequest("The body cannot be read.");
        }
        if (bytes.length > MAX_LENGTH) {
            throw ApiError.invalidRequest("The body must not be longer than " + MAX_LENGTH + " bytes.");
        }
        return bytes;
    }

    /**
     * Reads one line of JSON lines.
     *
     * @throws ApiError if it does not match the record
     */
    public static <T extends Record> T readLine(byte[] line, Class<T> type) {
        return bind(line, type, "The line");
    }

    private static <T extends Record> T bind(byte[] json, Class<T> type, String what) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw notAnObject(what);
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            if (e.getPath().size() > 1) {
                throw mismatch(type, e.getPath().get(0).getFieldName());
            }
            throw ApiError.invalidRequest(what + " has an unknown field. Accepted fields: " + fields(type));
        } catch (JsonMappingException e) {
            if (!(e instanceof MismatchedInputException) && !(e.getCause() instanceof InputCoercionException)) {
                throw notJson(what);
            }
            throw e.getPath().isEmpty()
                    ? notAnObject(what)
                    : mismatch(type, e.getPath().get(0).getFieldName());
        } catch (IOException e) {
            throw notJson(what);
        }
    }

    private static ApiError notJson(String what) {
        return ApiError.invalidRequest(what + " is not valid JSON, or repeats a field.");
    }

    private static ApiError notAnObject(String what) {
        return ApiError.invalidRequest(what + " must be one JSON object.");
    }

    private static ApiError mismatch(Class<? extends Record> type, String field) {
        return Stream.of(type.getRecordComponents())
                .filter(component -> component.getName().equals(field))
                .map(component -> ApiError.invalidRequest(field + ": " + expectation(component)))
                .findFirst()
                .orElseThrow();
    }

    private static String expectation(RecordComponent component) {
        return elements(component)
                .map(record -> "must be an array of strings or of objects with the fields " + fields(record))
                .orElseGet(() -> EXPECTATIONS.get(component.getType()));
    }

    // The type of a list's elements, if they are records. Such a record can also be written as a string.
    private static Optional<Class<?>> elements(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.isRecord()
                ? Optional.of(element)
                : Optional.empty();
    }

    private static String fields(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .reduce((one, other) -> one + ", " + other)
                .orElse("none");
    }

    private static final class EpochMillis extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        EpochMillis() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getLongValue() >= 0) {
                return Instant.ofEpochMilli(parser.getLongValue());
            }
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
    }
}
