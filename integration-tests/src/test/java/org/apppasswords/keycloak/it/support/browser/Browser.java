package org.apppasswords.keycloak.it.support.browser;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.http.Http;

/**
 * A browser without scripts: it keeps cookies and follows redirects. Its tabs are the {@link Page}s that a test holds;
 * they can be used at the same time.
 */
public final class Browser {

    private static final int MAX_REDIRECTS = 20;
    private final CookieJar cookies = new CookieJar();

    /** Opens an address, as a link or the address bar does. */
    public Page open(URI address) {
        return send(HttpRequest.newBuilder(address).GET(), Map.of());
    }

    /** Opens an address with HTTP Basic credentials and the browser's cookies. */
    public Page openWithBasic(URI address, String username, String password) {
        return send(HttpRequest.newBuilder(address).GET(), Map.of("Authorization", Http.basic(username, password)));
    }

    /** Stores a cookie that no page has set, as an attacker could. */
    public void keepCookie(String name, String value) {
        cookies.store(List.of(name + "=" + value + "; Path=/"));
    }

    /** Deletes a cookie, as a browser restart deletes session cookies. */
    public void forgetCookie(String name) {
        cookies.forget(name);
    }

    /** Sends a form that no page has shown, with HTTP Basic credentials, as an attacker could. */
    public Page postWithBasic(URI address, Map<String, String> fields, String username, String password) {
        return send(
                HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(Http.form(fields))),
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Authorization",
                        Http.basic(username, password)));
    }

    /** Sends an encoded form. */
    Page post(URI address, String body) {
        return send(
                HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body)),
                Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    /** Calls an API with the browser's cookies, as a script in an administrator's page does. */
    public Page callApi(URI address, String accessToken) {
        return send(
                HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()),
                Map.of("Authorization", "Bearer " + accessToken));
    }

    private Page send(HttpRequest.Builder request, Map<String, String> headers) {
        HttpResponse<String> response = exchange(request, headers);
        for (int redirects = 0; isRedirect(response); redirects++) {
            if (redirects == MAX_REDIRECTS) {
                throw new IllegalStateException("too many redirects at " + response.uri());
            }
            URI next = response.uri()
                    .resolve(response.headers().firstValue("Location").orElseThrow());
            if (next.toString().startsWith(Application.REDIRECT_URI)) {
                return new Page(this, response, next);
            }
            response = exchange(HttpRequest.newBuilder(next).GET(), Map.of());
        }
        return new Page(this, response, response.uri());
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request, Map<String, String> headers) {
        headers.forEach(request::header);
        String cookieHeader = cookies.header(request.copy().build().uri());
        if (!cookieHeader.isEmpty()) {
            request.header("Cookie", cookieHeader);
        }
        HttpResponse<String> response = Http.send(request, Duration.ofMinutes(2));
        cookies.store(response.headers().allValues("Set-Cookie"));
        return response;
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return response.statusCode() == 302 || response.statusCode() == 303;
    }
}
