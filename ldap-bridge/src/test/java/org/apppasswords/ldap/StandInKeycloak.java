package org.apppasswords.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Stands in for Keycloak: {@code verify} and the directory API, with users and groups in memory. */
public final class StandInKeycloak implements AutoCloseable {

    /** A user with one password. */
    public record User(
            String id,
            String username,
            String email,
            boolean emailVerified,
            String firstName,
            String lastName,
            String password,
            Map<String, Object> claims,
            Set<String> groups) {}

    /** A group. {@code parent} is null at the top. */
    public record Group(String id, String name, String path, String parent) {}

    /** What the stand-in does in place of an answer. */
    @FunctionalInterface
    public interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final Pattern AMPERSAND = Pattern.compile("&");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the extension's {@code StrictJson}. */
    private static final int MAX_BODY_BYTES = 65_536;

    private final HttpServer server;
    private final Map<String, User> users = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> verifyHeaders = new CopyOnWriteArrayList<>();
    private final AtomicInteger faultAfter = new AtomicInteger();
    private volatile Fault fault;
    private volatile int delay;
    private volatile String directory = "list";
    private volatile boolean hasGroupMapper = true;

    public StandInKeycloak() {
        this(0);
    }

    public StandInKeycloak(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers this way from now on; as it should if null. */
    public void fault(Fault newFault) {
        fault = newFault;
        faultAfter.set(0);
    }

    /** Answers this way after some more right answers. */
    public void faultAfter(int requests, Fault newFault) {
        faultAfter.set(requests);
        fault = newFault;
    }

    /** Answers only after so many milliseconds. */
    public void delay(int milliseconds) {
        delay = milliseconds;
    }

    public void directory(String attribute) {
        directory = attribute;
    }

    public void groupMapper(boolean present) {
        hasGroupMapper = present;
    }

    public List<String> requests() {
        return requests;
    }

    /** Returns the headers of each request to verify. */
    public List<Map<String, String>> verifyHeaders() {
        return verifyHeaders;
    }

    public synchronized void add(User user) {
        users.put(user.id(), user);
    }

    public synchronized void remove(String id) {
        users.remove(id);
    }

    public synchronized void add(Group group) {
        groups.put(group.id(), group);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String uri = exchange.getRequestURI().toString();
            requests.add(uri.replaceFirst("^/realms/demo/app-passwords/", ""));
            pause();
            Fault current = fault;
            if (current != null && faultAfter.getAndDecrement() <= 0) {
                current.answer(exchange);
                return;
            }
            String expected = "Basic "
                    + Base64.getEncoder()
                            .encodeToString("ldap-bridge:ldap-bridge-secret".getBytes(StandardCharsets.UTF_8));
            if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                error(exchange, uri.contains("/verify") ? 400 : 401, "invalid_client", "The client is not known.");
                return;
            }
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            switch (exchange.getRequestURI().getPath()) {
                case "/realms/demo/app-passwords/verify" -> verify(exchange, body);
                case "/realms/demo/app-passwords/directory/users" -> users(exchange, query);
                case "/realms/demo/app-passwords/directory/groups" -> groups(exchange, query);
                default -> error(exchange, 404, "not_found", "No such path.");
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void verify(HttpExchange exchange, byte[] body) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        verifyHeaders.add(headers);
        if (body.length > MAX_BODY_BYTES) {
            error(exchange, 400, "invalid_request", "The request is too long.");
            return;
        }
        JsonNode request = JSON.readTree(body);
        String username = request.path("username").textValue();
        User user = find(username, username).stream().findFirst().orElse(null);
        if (user == null || !user.password().equals(request.path("password").textValue())) {
            error(exchange, 401, "invalid_grant", "Wrong user name or password.");
            return;
        }
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("username", user.username())
                .put("userId", user.id());
        answer.putObject("appPassword").put("id", "1").put("name", "LDAP");
        respond(exchange, 200, answer);
    }

    private synchronized List<User> find(String username, String email) {
        return users.values().stream()
                .filter(user -> isSame(user.username(), username) || isSame(user.email(), email))
                .toList();
    }

    /** Compares as Keycloak does, which stores user names and addresses in lower case. */
    private static boolean isSame(String stored, String asked) {
        return stored != null
                && asked != null
                && stored.toLowerCase(Locale.ROOT).equals(asked.toLowerCase(Locale.ROOT));
    }

    /** As {@code DirectoryParameters} of the extension. */
    private static boolean hasTooLongValue(Map<String, String> query, Set<String> names, int maxLength) {
        return names.stream().anyMatch(name -> query.getOrDefault(name, "").length() > maxLength);
    }

    private void users(HttpExchange exchange, Map<String, String> query) throws IOException {
        boolean isLookup = query.containsKey("username") || query.containsKey("email") || query.containsKey("id");
        if (directory.equals("none") || (!isLookup && !directory.equals("list"))) {
            error(exchange, 403, "access_denied", "The client may not do this.");
            return;
        }
        if (hasTooLongValue(query, Set.of("username", "email", "search", "id", "group"), 255)) {
            error(exchange, 400, "invalid_request", "A value is too long.");
            return;
        }
        List<User> found;
        synchronized (this) {
            found = users.values().stream().filter(user -> matches(user, query)).toList();
        }
        page(exchange, query, found.stream().map(this::json).toList(), "users");
    }

    private boolean matches(User user, Map<String, String> query) {
        if (query.containsKey("username")) {
            return isSame(user.username(), query.get("username"));
        }
        if (query.containsKey("email")) {
            return isSame(user.email(), query.get("email"));
        }
        if (query.containsKey("id")) {
            return query.get("id").equals(user.id());
        }
        if (query.containsKey("group")) {
            return allGroups(user).contains(query.get("group"));
        }
        String search = query.getOrDefault("search", "").toLowerCase(Locale.ROOT);
        return List.of(user.username(), String.valueOf(user.email()), user.firstName(), user.lastName()).stream()
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
    }

    private synchronized Set<String> allGroups(User user) {
        Set<String> all = new LinkedHashSet<>();
        for (String id : user.groups()) {
            for (Group group = groups.get(id); group != null; group = groups.get(group.parent())) {
                all.add(group.id());
            }
        }
        return all;
    }

    private JsonNode json(User user) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", user.id())
                .put("username", user.username())
                .put("emailVerified", user.emailVerified())
                .put("createdAt", 1767225600000L);
        ObjectNode claims = json.putObject("claims");
        claims.put("sub", user.id());
        claims.put("preferred_username", user.username());
        if (user.email() != null) {
            claims.put("email", user.email());
        }
        if (!user.firstName().isEmpty() || !user.lastName().isEmpty()) {
            claims.put("name", (user.firstName() + " " + user.lastName()).strip());
            claims.put("given_name", user.firstName());
            claims.put("family_name", user.lastName());
        }
        user.claims().forEach((name, value) -> claims.set(name, JSON.valueToTree(value)));
        if (hasGroupMapper) {
            ArrayNode ids = json.putArray("groups");
            allGroups(user).forEach(ids::add);
        }
        return json;
    }

    private void groups(HttpExchange exchange, Map<String, String> query) throws IOException {
        boolean isLookup = query.containsKey("id") || query.containsKey("name") || query.containsKey("user");
        if (!hasGroupMapper || directory.equals("none") || (!isLookup && !directory.equals("list"))) {
            error(exchange, 403, "access_denied", "The client may not do this.");
            return;
        }
        if (hasTooLongValue(query, Set.of("id", "user"), 255) || hasTooLongValue(query, Set.of("name"), 1000)) {
            error(exchange, 400, "invalid_request", "A value is too long.");
            return;
        }
        List<Group> found;
        synchronized (this) {
            User user = users.get(query.get("user"));
            Set<String> ofUser = user == null ? Set.of() : allGroups(user);
            found = groups.values().stream()
                    .filter(group -> !query.containsKey("id") || group.id().equals(query.get("id")))
                    .filter(group -> !query.containsKey("name") || group.name().equalsIgnoreCase(query.get("name")))
                    .filter(group -> !query.containsKey("user") || ofUser.contains(group.id()))
                    .toList();
        }
        page(exchange, query, found.stream().map(StandInKeycloak::json).toList(), "groups");
    }

    private static JsonNode json(Group group) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", group.id())
                .put("name", group.name())
                .put("path", group.path());
        if (group.parent() != null) {
            json.put("parentId", group.parent());
        }
        json.putArray("children");
        return json;
    }

    private static void page(HttpExchange exchange, Map<String, String> query, List<JsonNode> all, String field)
            throws IOException {
        int max = Integer.parseInt(query.getOrDefault("max", "100"));
        if (max < 1 || max > 500) {
            error(exchange, 400, "invalid_request", "max: must be between 1 and 500");
            return;
        }
        int start = Integer.parseInt(query.getOrDefault("cursor", "c0").substring(1));
        int end = Math.min(all.size(), start + max);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray(field);
        new ArrayList<>(all.subList(start, end)).forEach(items::add);
        if (end < all.size()) {
            answer.put("next", "c" + end);
        }
        respond(exchange, 200, answer);
    }

    private static Map<String, String> query(String raw) {
        if (raw == null) {
            return Map.of();
        }
        return AMPERSAND
                .splitAsStream(raw)
                .collect(Collectors.toMap(
                        pair -> pair.substring(0, pair.indexOf('=')),
                        pair -> URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8)));
    }

    private static void error(HttpExchange exchange, int status, String error, String description) throws IOException {
        respond(
                exchange,
                status,
                JsonNodeFactory.instance.objectNode().put("error", error).put("error_description", description));
    }

    private static void respond(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
