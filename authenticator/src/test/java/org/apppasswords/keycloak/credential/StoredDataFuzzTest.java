package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.credential.CredentialModel;

/** Fuzzes the two columns of a credential: see {@code benchmarks/fuzz.sh}. */
class StoredDataFuzzTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** A single JSON value without duplicate fields and with exact numbers. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @MethodSource("data")
    @DictionaryEntries({
        "\"schemaVersion\":1",
        "\"clients\":[]",
        "\"clients\":[\"mail\"]",
        "\"expiresAt\":null",
        "\"lastUsedAt\":1",
        "\"recentNetworks\":[\"192.0.2.0/24\"]",
        "\"endSeenAt\":1",
        "\"networkNoticeAt\":1",
        "\"x\":",
        "null",
        "true"
    })
    @FuzzTest
    void unreadableDataAllowsNothingAndReadableDataKeepsItsFields(@NotNull String stored) {
        AppPasswordData data = AppPasswordData.parse(stored);
        JsonNode json = strictly(stored);

        assertThat(data.isReadable()).isEqualTo(isReadable(json));
        assertThat(data.allows("mail")).isEqualTo(isReadable(json) && allowsMail(json.get("clients")));
        data.expiresAt();
        data.lastUsedAt();
        data.lastUsedFrom();
        data.lastUsedClient();
        data.recentNetworks();
        Map<String, UnaryOperator<AppPasswordData>> writes = Map.of(
                "lastUsedAt lastUsedClient lastUsedFrom endSeenAt", it -> it.usedAt(NOW, "mail", "192.0.2.7"),
                "recentNetworks", it -> it.usedFrom("192.0.2.0/24"),
                "networkNoticeAt", it -> it.withNetworkNotice(NOW),
                "expiryNoticeAt", it -> it.withExpiryNotice(NOW),
                "endSeenAt", AppPasswordData::withoutEndSeen);
        writes.forEach((fields, write) -> {
            AppPasswordData written = write.apply(data);
            if (!data.isReadable()) {
                assertThat(written.toJson()).isEqualTo(data.toJson());
                return;
            }
            assertThat(without(strictly(written.toJson()), fields)).isEqualTo(without(json, fields));
            AppPasswordData again = AppPasswordData.parse(written.toJson());
            assertThat(again.isReadable()).isTrue();
            assertThat(again.clients()).isEqualTo(data.clients());
            assertThat(again.expiresAt()).isEqualTo(data.expiresAt());
        });
        assertThat(data.usedFrom("192.0.2.0/24").recentNetworks().size())
                .isLessThanOrEqualTo(Math.max(
                        8, data.isReadable() ? 8 : data.recentNetworks().size()));
    }

    static Stream<String> data() {
        return Stream.of(
                AppPasswordData.create(Set.of(), null).toJson(),
                AppPasswordData.create(Set.of("mail"), NOW)
                        .usedAt(NOW, "mail", "192.0.2.7")
                        .toJson(),
                "{\"schemaVersion\":1,\"clients\":[],\"later\":{\"a\":[1,2.50,1e400,null,\"\\ud800\"]}}",
                "{\"schemaVersion\":1,\"clients\":[\"calendar\"],\"clients\":[]}",
                "{\"schemaVersion\":1,\"clients\":[]} {\"clients\":[\"calendar\"]}",
                "{\"schemaVersion\":1,\"clients\":[]}]",
                "{\"schemaVersion\":1,\"clients\":[],\"expiresAt\":9223372036854775807}",
                "{\"schemaVersion\":1,\"clients\":[],\"expiresAt\":9223372036854775808}",
                "{\"schemaVersion\":1,\"clients\":[],\"recentNetworks\":{\"a\":{},\"b\":1}}",
                "{\"schemaVersion\":2,\"clients\":[]}",
                "{\"schemaVersion\":1,\"clients\":[null]}",
                "[".repeat(1500),
                "{\"schemaVersion\":" + "1".repeat(1500) + "}",
                "null");
    }

    @MethodSource("secrets")
    @DictionaryEntries({"\"algorithm\":\"sha256\"", "\"algorithm\":\"bcrypt\"", "\"salt\":\"\"", "\"hash\":\"\"", "null"
    })
    @FuzzTest
    void anUnreadableSecretMatchesNothing(String stored, @NotNull String input) {
        CredentialModel model = new CredentialModel();
        model.setType(AppPasswordCredentialModel.TYPE);
        model.setSecretData(stored);
        AppPasswordCredentialModel credential = AppPasswordCredentialModel.copyOf(model);

        TypedPassword typed = TypedPassword.read(input);
        boolean matches = credential.matches(typed);
        credential.imported();

        assertThat(matches).isEqualTo(matchesStrictly(stored, typed));
    }

    static Stream<Arguments> secrets() {
        AppPassword password = AppPassword.generate();
        CredentialModel model = AppPasswordCredentialModel.create(
                "Mail", NOW, Verifier.of(password), AppPasswordData.create(Set.of(), null));
        String stored = model.getSecretData();
        return Stream.of(
                Arguments.of(stored, password.letters()),
                Arguments.of(stored + " {}", password.letters()),
                Arguments.of("{\"algorithm\":\"none\"," + stored.substring(1), password.letters()),
                Arguments.of("{\"algorithm\":\"bcrypt\",\"salt\":null,\"hash\":\"$2b$04$\"}", "x"),
                Arguments.of("[[[", "x"),
                Arguments.of(null, "x"));
    }

    private static boolean matchesStrictly(String stored, TypedPassword typed) {
        JsonNode json = stored == null ? null : strictly(stored);
        return json != null
                && new Verifier(
                                json.path("algorithm").textValue(),
                                json.path("salt").textValue(),
                                json.path("hash").textValue())
                        .matches(typed);
    }

    private static JsonNode strictly(String json) {
        try {
            return STRICT.readTree(json);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static boolean isReadable(JsonNode json) {
        return json instanceof ObjectNode
                && json.path("schemaVersion").isIntegralNumber()
                && json.path("schemaVersion").bigIntegerValue().toString().equals("1")
                && json.path("clients").isArray()
                && elements(json.get("clients")).stream().allMatch(JsonNode::isTextual)
                && (!json.hasNonNull("expiresAt")
                        || (json.path("expiresAt").isIntegralNumber()
                                && json.path("expiresAt").bigIntegerValue().bitLength() < 64));
    }

    private static boolean allowsMail(JsonNode clients) {
        return clients.isEmpty()
                || elements(clients).stream()
                        .anyMatch(client -> client.textValue().equals("mail"));
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode without(JsonNode json, String fields) {
        return ((ObjectNode) json.deepCopy()).without(List.of(fields.split(" ", -1)));
    }
}
