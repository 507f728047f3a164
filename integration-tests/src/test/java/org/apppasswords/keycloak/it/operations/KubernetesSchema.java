package org.apppasswords.keycloak.it.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jsonschema.core.exceptions.ProcessingException;
import com.github.fge.jsonschema.core.report.LogLevel;
import com.github.fge.jsonschema.core.report.ProcessingMessage;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A published schema of Kubernetes objects, made strict: Kubernetes ignores unknown fields or only warns about them, so a
 * wrong name would have no effect.
 */
final class KubernetesSchema {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DEFINITIONS = "/schema/kube-schema.json";

    private final JsonNode schema;
    private final boolean ofTheApi;

    private KubernetesSchema(JsonNode schema, boolean ofTheApi) {
        this.schema = schema;
        this.ofTheApi = ofTheApi;
    }

    /** Returns the schemas of {@code apps/v1} and {@code v1}, which the library kubernetes-model-apps contains. */
    static KubernetesSchema ofTheApi() throws IOException {
        try (InputStream file = KubernetesSchema.class.getResourceAsStream(DEFINITIONS)) {
            ObjectNode schema = (ObjectNode) JSON.readTree(file);
            // Names a dialect of the library's own.
            schema.remove(List.of("id", "$schema"));
            ObjectNode definitions = (ObjectNode) schema.path("definitions");
            // The library has Java classes in place of these schemas.
            definitions.set("kubernetes_apimachinery_pkg_util_intstr_IntOrString", anyOf("integer", "string"));
            definitions.set("k8s_io_apimachinery_pkg_api_resource_Quantity", anyOf("number", "string"));
            return new KubernetesSchema(strict(schema), true);
        }
    }

    /** Returns the schema in a CustomResourceDefinition. */
    static KubernetesSchema ofDefinition(JsonNode definition) {
        JsonNode spec = definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        if (!spec.isObject()) {
            throw new IllegalArgumentException("not a CustomResourceDefinition");
        }
        return new KubernetesSchema(strict(spec), false);
    }

    /** Returns what is wrong with an object; empty if nothing is. */
    List<String> problems(JsonNode object) {
        try {
            List<String> problems = new ArrayList<>();
            JsonSchemaFactory factory = JsonSchemaFactory.byDefault();
            var report = ofTheApi
                    ? factory.getJsonSchema(schema, "/definitions/" + definitionOf(object))
                            .validate(object, true)
                    : factory.getJsonSchema(schema).validate(object.path("spec"), true);
            for (ProcessingMessage message : report) {
                if (message.getLogLevel().compareTo(LogLevel.ERROR) >= 0) {
                    problems.add(message.toString());
                }
            }
            return problems;
        } catch (ProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String definitionOf(JsonNode object) {
        String group = switch (object.path("apiVersion").asText()) {
            case "v1" -> "core";
            case "apps/v1" -> "apps";
            default -> throw new IllegalArgumentException("no schema for " + object);
        };
        return "kubernetes_" + group + "_" + object.path("kind").asText();
    }

    private static JsonNode anyOf(String... types) {
        ObjectNode schema = JSON.createObjectNode();
        for (String type : types) {
            schema.withArray("type").add(type);
        }
        return schema;
    }

    /** Rejects unknown fields, and leaves out the flags that the library's code generator uses. */
    private static JsonNode strict(JsonNode schema) {
        schema.forEach(KubernetesSchema::strict);
        if (schema instanceof ObjectNode object) {
            if (object.path("required").isBoolean()) {
                object.remove("required");
            }
            if (object.path("properties").isObject()
                    && !object.path("additionalProperties").isObject()
                    && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                object.put("additionalProperties", false);
            }
        }
        return schema;
    }
}
