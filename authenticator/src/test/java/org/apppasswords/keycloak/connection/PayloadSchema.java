package org.apppasswords.keycloak.connection;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The keys that Apple allows in a payload: their types, allowed values, and which are required. */
final class PayloadSchema {

    private final Map<String, Map<?, ?>> keys = new LinkedHashMap<>();

    private PayloadSchema(String... files) {
        for (String file : files) {
            for (Object key : (List<?>) load(file).get("payloadkeys")) {
                Map<?, ?> description = (Map<?, ?>) key;
                keys.put((String) description.get("key"), description);
            }
        }
    }

    static PayloadSchema topLevel() {
        return new PayloadSchema("TopLevel");
    }

    /** Returns the schema of a payload within a profile. */
    static PayloadSchema of(String payloadType) {
        return new PayloadSchema("CommonPayloadKeys", payloadType);
    }

    /** Returns what is wrong with this payload. */
    List<String> violations(NSDictionary payload) {
        List<String> violations = new ArrayList<>();
        keys.forEach((key, description) -> {
            if ("required".equals(description.get("presence")) && !payload.containsKey(key)) {
                violations.add(key + " is missing");
            }
        });
        payload.forEach((key, value) -> {
            Map<?, ?> description = keys.get(key);
            if (description == null) {
                violations.add(key + " is unknown");
            } else {
                if (!hasType(value, (String) description.get("type"))) {
                    violations.add(key + " must be " + description.get("type"));
                }
                if (description.get("rangelist") instanceof List<?> allowed
                        && !allowed.contains(value.toJavaObject())
                        && !allowed.toString().matches(".*\\b" + value.toJavaObject() + "\\b.*")) {
                    violations.add(key + " must be one of " + allowed);
                }
                if (description.get("range") instanceof Map<?, ?> range) {
                    violations.addAll(outside(range, key, value));
                }
            }
        });
        return violations;
    }

    private static List<String> outside(Map<?, ?> range, String key, NSObject value) {
        double number = ((NSNumber) value).doubleValue();
        boolean low = range.get("min") instanceof Number min && number < min.doubleValue();
        boolean high = range.get("max") instanceof Number max && number > max.doubleValue();
        return low || high ? List.of(key + " must be within " + range) : List.of();
    }

    private static boolean hasType(NSObject value, String type) {
        return switch (type) {
            case "<string>" -> value instanceof NSString;
            case "<integer>" -> value instanceof NSNumber number && number.isInteger();
            case "<boolean>" -> value instanceof NSNumber number && number.isBoolean();
            case "<array>" -> value instanceof NSArray;
            case "<dictionary>" -> value instanceof NSDictionary;
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static Map<?, ?> load(String file) {
        try (InputStream yaml = PayloadSchema.class.getResourceAsStream("/apple-device-management/" + file + ".yaml")) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
