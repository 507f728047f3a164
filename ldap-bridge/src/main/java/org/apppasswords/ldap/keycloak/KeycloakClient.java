package org.apppasswords.ldap.keycloak;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apppasswords.ldap.keycloak.HttpExchange.Answer;
import org.apppasswords.ldap.keycloak.KeycloakException.Reason;

/**
 * Keycloak's {@code verify} endpoint and directory API, over one pool of keep-alive connections.
 *
 * <p>Every method throws a {@link KeycloakException} if there is no usable answer; no answer ever becomes an empty one.
 */
public final class KeycloakClient {

    private static final JsonMapper JSON = JsonMapper.builder()
            .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(50)
                        .maxStringLength(1_000_000)
                        .build());
    }

    private final HttpExchange http;
    private final KeycloakSettings settings;
    private final Semaphore free;
    private final RequestObserver observer;

    /**
     * Creates a client, without connecting.
     *
     * @throws KeycloakException if the file with the certificate authorities cannot be read
     */
    public KeycloakClient(KeycloakSettings settings, RequestObserver observer) throws KeycloakException {
        this.settings = settings;
        this.observer = observer;
        this.free = new Semaphore(settings.maxRequests(), true);
        http = new HttpExchange(
                settings.caFile() == null
                        ? null
                        : CertificateAuthorities.read(settings.caFile()).getSocketFactory());
    }

    /**
     * Asks Keycloak whether the password is right. Never answered from memory.
     *
     * @param address the address of the program that signs in
     * @param protocol {@code ldap} or {@code ldaps}
     * @return the user, or empty if the user name or the password is wrong
     */
    public Optional<VerifiedUser> verify(
            ServiceCredentials service, String username, String password, String address, String protocol)
            throws KeycloakException {
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(JsonNodeFactory.instance
                    .objectNode()
                    .put("username", username)
                    .put("password", password));
        } catch (IOException e) {
            throw new KeycloakException(Reason.INVALID_ANSWER, "The request cannot be written as JSON.", e);
        }
        Map<String, String> headers = headers(service);
        headers.put("Content-Type", "application/json");
        headers.put("X-Ldap-Client-Address", address);
        headers.put("X-Ldap-Client-Protocol", protocol);
        Answer response = send("verify", uri(service, "verify", Map.of()), headers, body, settings.timeout());
        if (response.status() == 401) {
            return Optional.empty();
        }
        JsonNode answer = accepted(service, response, false);
        return Optional.of(new VerifiedUser(text(answer, "userId"), text(answer, "username")));
    }

    /**
     * Reads users.
     *
     * @param cursor from the page before, or null for the first page
     * @param timeout at most this long, and at most the configured time
     */
    public Page<UserRecord> users(ServiceCredentials service, UserQuery query, int max, String cursor, Duration timeout)
            throws KeycloakException {
        return page(
                service,
                "users",
                "users",
                query.parameters(),
                query.isLookup(),
                max,
                cursor,
                timeout,
                KeycloakClient::user);
    }

    /** Reads groups, without their members. Empty if the client may not see groups. */
    public Page<GroupRecord> groups(
            ServiceCredentials service, GroupQuery query, int max, String cursor, Duration timeout)
            throws KeycloakException {
        return page(
                service,
                "groups",
                "groups",
                query.parameters(),
                query.isLookup(),
                max,
                cursor,
                timeout,
                KeycloakClient::group);
    }

    private <T> Page<T> page(
            ServiceCredentials service,
            String endpoint,
            String field,
            Map<String, String> query,
            boolean isLookup,
            int max,
            String cursor,
            Duration timeout,
            Function<JsonNode, T> reader)
            throws KeycloakException {
        Map<String, String> parameters = new LinkedHashMap<>(query);
        if (!isLookup) {
            parameters.put("max", String.valueOf(max));
        }
        if (cursor != null) {
            parameters.put("cursor", cursor);
        }
        URI uri = uri(service, "directory/" + endpoint, parameters);
        JsonNode answer = accepted(service, send(endpoint, uri, headers(service), null, timeout), !isLookup);
        JsonNode items = answer.get(field);
        if (items == null || !items.isArray()) {
            throw invalid("has no array " + field);
        }
        List<T> read = new ArrayList<>(items.size());
        try {
            items.forEach(item -> read.add(reader.apply(item)));
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
        JsonNode next = answer.get("next");
        if (next == null || next.isNull()) {
            return new Page<>(read, null);
        }
        if (!next.isTextual() || next.textValue().equals(cursor)) {
            throw invalid("has a cursor that does not advance");
        }
        return new Page<>(read, next.textValue());
    }

    private URI uri(ServiceCredentials service, String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        String uri = settings.url() + "/realms/" + encoded(service.realm()) + "/app-passwords/" + path;
        return URI.create(query.isEmpty() ? uri : uri + "?" + query);
    }

    private static Map<String, String> headers(ServiceCredentials service) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", service.basicAuthorization());
        headers.put("Accept", "application/json");
        return headers;
    }

    private Answer send(String endpoint, URI uri, Map<String, String> headers, byte[] body, Duration timeout)
            throws KeycloakException {
        long start = System.nanoTime();
        Duration limit = timeout.compareTo(settings.timeout()) < 0 ? timeout : settings.timeout();
        String outcome = "failed";
        try {
            Answer answer = sendWhenFree(uri, headers, body, limit);
            outcome = String.valueOf(answer.status());
            return answer;
        } catch (KeycloakException e) {
            outcome = e.reason().name().toLowerCase(Locale.ROOT);
            throw e;
        } finally {
            observer.requested(endpoint, outcome, System.nanoTime() - start);
        }
    }

    private Answer sendWhenFree(URI uri, Map<String, String> headers, byte[] body, Duration limit)
            throws KeycloakException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            if (!free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new KeycloakException(
                        Reason.BUSY, "All " + settings.maxRequests() + " requests to Keycloak are in use.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeycloakException(Reason.BUSY, "The request was interrupted.", e);
        }
        try {
            return http.send(uri, headers, body, Duration.ofNanos(deadline - System.nanoTime()));
        } catch (SocketTimeoutException e) {
            throw new KeycloakException(
                    Reason.TIMEOUT,
                    "Keycloak did not answer within " + settings.timeout().toSeconds() + " seconds.",
                    e);
        } catch (IOException e) {
            throw new KeycloakException(Reason.UNREACHABLE, settings.url() + ": " + describe(e), e);
        } finally {
            free.release();
        }
    }

    private static String describe(Throwable cause) {
        if (cause instanceof ConnectException && cause.getMessage() == null) {
            return "connection refused, or the host name cannot be resolved";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static JsonNode accepted(ServiceCredentials service, Answer response, boolean isList)
            throws KeycloakException {
        int status = response.status();
        if (status == 400 || status == 401 || status == 403 || status == 404) {
            Reason reason = status != 403 ? Reason.MISCONFIGURED : isList ? Reason.LIST_NOT_ALLOWED : Reason.FORBIDDEN;
            throw new KeycloakException(
                    reason,
                    "Keycloak rejects the " + service + " with status " + status + ": "
                            + errorDescription(response.body()));
        }
        if (status == 503 || status == 429) {
            throw new KeycloakException(Reason.BUSY, "Keycloak answers with status " + status + ".");
        }
        if (status != 200) {
            throw new KeycloakException(Reason.INVALID_ANSWER, "Keycloak answers with status " + status + ".");
        }
        JsonNode answer;
        try {
            answer = JSON.readTree(response.body());
        } catch (IOException e) {
            throw new KeycloakException(Reason.INVALID_ANSWER, "Keycloak's answer is not JSON.", e);
        }
        if (answer == null || !answer.isObject()) {
            throw invalid("is not a JSON object");
        }
        return answer;
    }

    /** Returns the description of an error in one line of limited length: it goes to the log. */
    private static String errorDescription(InputStream body) {
        try {
            JsonNode answer = JSON.readTree(body);
            String text =
                    answer.path("error_description").asText(answer.path("error").asText(""));
            String line = text.replaceAll("\\p{Cntrl}+", " ");
            return line.substring(0, Math.min(line.length(), 300));
        } catch (IOException e) {
            return "not JSON; is keycloak.url right, and are the app passwords deployed?";
        }
    }

    private static UserRecord user(JsonNode item) {
        JsonNode claims = item.path("claims");
        return new UserRecord(
                required(item, "id"),
                required(item, "username"),
                item.path("emailVerified").asBoolean(false),
                item.path("createdAt").isIntegralNumber()
                        ? Instant.ofEpochMilli(item.path("createdAt").longValue())
                        : null,
                claims.isObject() ? claims : JsonNodeFactory.instance.objectNode(),
                texts(item.path("groups")));
    }

    private static GroupRecord group(JsonNode item) {
        return new GroupRecord(required(item, "id"), required(item, "name"));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static String required(JsonNode item, String field) {
        String value = item.path(field).asText("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("has an item without " + field);
        }
        return value;
    }

    private static String text(JsonNode answer, String field) throws KeycloakException {
        JsonNode value = answer.get(field);
        if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
            throw invalid("has no " + field);
        }
        return value.textValue();
    }

    private static KeycloakException invalid(String problem) {
        return new KeycloakException(Reason.INVALID_ANSWER, "Keycloak's answer " + problem + ".");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
