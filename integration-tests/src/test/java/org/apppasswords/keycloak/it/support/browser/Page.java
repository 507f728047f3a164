package org.apppasswords.keycloak.it.support.browser;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.FormElement;

/** The page that a tab of the {@link Browser} shows after the last redirect. */
public final class Page {

    /** Keycloak replaces the address of a page that answers a POST, so that a reload is a GET. */
    private static final Pattern REPLACED_ADDRESS =
            Pattern.compile("history\\.replaceState\\(\\{}, \"some title\", \"([^\"]+)\"\\)");

    private final Browser browser;
    private final HttpResponse<String> response;
    private final URI address;
    private final Document document;

    Page(Browser browser, HttpResponse<String> response, URI address) {
        this.browser = browser;
        this.response = response;
        this.address = address;
        this.document = Jsoup.parse(response.body(), address.toString());
    }

    public int status() {
        return response.statusCode();
    }

    /** Returns the address after redirects. */
    public URI address() {
        return address;
    }

    /** Returns the address that the browser shows and reloads. */
    public URI reloadAddress() {
        Matcher replaced = REPLACED_ADDRESS.matcher(response.body());
        return replaced.find() ? address.resolve(replaced.group(1)) : address;
    }

    /** Presses Reload. */
    public Page reload() {
        return browser.open(reloadAddress());
    }

    /** Returns a parameter of the address, such as that of a redirect to an application. */
    public Optional<String> parameter(String name) {
        return Stream.of(Optional.ofNullable(address().getRawQuery()).orElse("").split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    public Document document() {
        return document;
    }

    /** Returns the page as it was sent. */
    public String source() {
        return response.body();
    }

    /** Returns the visible text of the elements that match, one by one. */
    public List<String> texts(String cssQuery) {
        return document.select(cssQuery).eachText();
    }

    /** Returns the title of the page, which Keycloak's templates call the header. */
    public String title() {
        return String.join(" ", texts("#kc-page-title"));
    }

    public boolean hasForm(String id) {
        return document.getElementById(id) instanceof FormElement;
    }

    /** Returns the form as it is filled in now; a new one each time. */
    public Form form(String id) {
        if (document.getElementById(id) instanceof FormElement element) {
            return new Form(browser, element);
        }
        throw new AssertionError("no form " + id + " at " + address() + " (" + status() + "), but: "
                + document.body().text());
    }

    /** Returns the form of a page that has one, without a name. */
    public Form form() {
        return new Form(browser, document.forms().get(0));
    }

    @Override
    public String toString() {
        return status() + " " + address() + " " + document.body().text();
    }
}
