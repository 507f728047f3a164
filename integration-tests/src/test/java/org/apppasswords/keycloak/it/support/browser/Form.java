package org.apppasswords.keycloak.it.support.browser;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.support.http.Http;
import org.jsoup.Connection.KeyVal;
import org.jsoup.nodes.FormElement;

/** A form of a {@link Page}. It can be sent more than once, as with the Back button. */
public final class Form {

    private record Field(String name, String value) {}

    private final Browser browser;
    private final FormElement element;
    private final List<Field> fields;
    private URI address;

    Form(Browser browser, FormElement element) {
        this.browser = browser;
        this.element = element;
        this.address = URI.create(element.absUrl("action"));
        Set<String> buttons = Set.copyOf(element.select("[type=submit]").eachAttr("name"));
        this.fields = element.formData().stream()
                .filter(field -> !buttons.contains(field.key()))
                .map((KeyVal field) -> new Field(field.key(), field.value()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Fills in a field, or sends one that the page does not have. */
    public Form set(String name, String value) {
        return setAll(name, List.of(value));
    }

    /** Ticks exactly these checkboxes of a group. */
    public Form setAll(String name, List<String> values) {
        fields.removeIf(field -> field.name().equals(name));
        values.forEach(value -> fields.add(new Field(name, value)));
        return this;
    }

    /** Sends no value at all for this field. */
    public Form remove(String name) {
        return setAll(name, List.of());
    }

    /** Pretends that the form belongs to another step of the sign-in. */
    public Form atStep(String execution) {
        address = URI.create(address.toString().replaceAll("execution=[^&]*", "execution=" + execution));
        return this;
    }

    /** Sends it to another node of the cluster, as a load balancer may. */
    public Form through(String nodeUrl) {
        address = URI.create(nodeUrl).resolve(address.getRawPath() + "?" + address.getRawQuery());
        return this;
    }

    /** Returns the values that the form would send for a field. */
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /** Sends the form with this button, which must be on the page. */
    public Page press(String button) {
        String value = element.select("[type=submit][name=" + button + "]").eachAttr("value").stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button " + button + " in " + element));
        return press(button, value);
    }

    /** Sends the form with this button and value, whether or not the page has it. */
    public Page press(String button, String value) {
        return send(button + "=" + Http.encode(value));
    }

    /** Sends the form by its only button, which has no name. */
    public Page submit() {
        return send("");
    }

    private Page send(String button) {
        String body = fields.stream()
                .map(field -> field.name() + "=" + Http.encode(field.value()))
                .collect(Collectors.joining("&"));
        return browser.post(address, button.isEmpty() || body.isEmpty() ? body + button : body + "&" + button);
    }
}
