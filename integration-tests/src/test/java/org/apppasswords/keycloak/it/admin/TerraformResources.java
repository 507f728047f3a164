package org.apppasswords.keycloak.it.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The resources of a Terraform file, as far as our documents use its language: strings, booleans, references and nested
 * blocks, one in each line.
 */
final class TerraformResources {

    private static final Pattern RESOURCE = Pattern.compile("resource \"(\\w+)\" \"(\\w+)\" \\{");
    private static final Pattern OPEN = Pattern.compile("(\\w+)(?: =)? \\{");
    private static final Pattern VALUE =
            Pattern.compile("\"?([\\w.-]+)\"? += (?:\"([^\"]*)\"|(true|false)|([\\w.]+)|\\{})");

    private final Map<String, Map<String, String>> resources = new LinkedHashMap<>();

    private TerraformResources() {}

    /** Parses a file. Fails on anything else. */
    static TerraformResources parse(String file) {
        TerraformResources parsed = new TerraformResources();
        Deque<String> open = new ArrayDeque<>();
        for (String line : file.lines().map(String::strip).toList()) {
            parsed.read(line, open);
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("not closed: " + open);
        }
        return parsed;
    }

    private void read(String line, Deque<String> open) {
        Matcher resource = RESOURCE.matcher(line);
        Matcher nested = OPEN.matcher(line);
        Matcher value = VALUE.matcher(line);
        if (open.isEmpty() && resource.matches()) {
            open.addLast(resource.group(1) + "." + resource.group(2));
            resources.put(open.getLast(), new LinkedHashMap<>());
        } else if (!open.isEmpty() && line.equals("}")) {
            open.removeLast();
        } else if (!open.isEmpty() && nested.matches()) {
            open.addLast(nested.group(1));
        } else if (!open.isEmpty() && value.matches()) {
            String path = open.stream().skip(1).map(name -> name + ".").collect(Collectors.joining());
            resources.get(open.getFirst()).put(path + value.group(1), value(value));
        } else if (!line.isEmpty()) {
            throw new IllegalArgumentException(line);
        }
    }

    private static String value(Matcher value) {
        for (int kind = 2; kind <= 4; kind++) {
            if (value.group(kind) != null) {
                return value.group(kind);
            }
        }
        return "{}";
    }

    /**
     * Returns the values of a resource by their names, with the names of nested blocks before a dot. A reference to a name
     * of another resource is replaced by its value.
     */
    Map<String, String> of(String resource) {
        Map<String, String> values = new LinkedHashMap<>(resources.get(resource));
        values.replaceAll((name, value) -> {
            int dot = value.lastIndexOf('.');
            Map<String, String> other = dot < 0 ? null : resources.get(value.substring(0, dot));
            return other == null ? value : other.getOrDefault(value.substring(dot + 1), value);
        });
        return values;
    }

    /** Returns the names of the resources. */
    Iterable<String> names() {
        return resources.keySet();
    }
}
