package org.apppasswords.keycloak.it.support.browser;

import java.net.HttpCookie;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cookies of one browser on one host. Java's own cookie store would withhold Keycloak's secure cookies, because the
 * tests use plain HTTP to localhost; browsers send them there.
 */
final class CookieJar {

    private record Key(String name, String path) {}

    private final Map<Key, String> values = new LinkedHashMap<>();

    synchronized void store(List<String> setCookieHeaders) {
        setCookieHeaders.stream()
                .flatMap(header -> HttpCookie.parse("Set-Cookie: " + header).stream())
                .forEach(this::store);
    }

    /** Returns the header for a request to this address; empty without cookies. */
    synchronized String header(URI address) {
        return values.entrySet().stream()
                .filter(cookie -> address.getPath().startsWith(cookie.getKey().path()))
                .map(cookie -> cookie.getKey().name() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    synchronized void forget(String name) {
        values.keySet().removeIf(cookie -> cookie.name().equals(name));
    }

    private void store(HttpCookie cookie) {
        Key key = new Key(cookie.getName(), cookie.getPath() == null ? "/" : cookie.getPath());
        if (cookie.getMaxAge() == 0) {
            values.remove(key);
        } else {
            values.put(key, cookie.getValue());
        }
    }
}
