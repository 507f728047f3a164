package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A whole notice in one language, composed from that language's message bundle. */
final class ExpectedNotice {

    private static final String KEY = "appPasswordNotice";
    private static final Set<String> FROM_RIGHT_TO_LEFT = Set.of("ar");
    private static final Pattern RIGHT_TO_LEFT = Pattern.compile("[\\p{IsHebrew}\\p{IsArabic}]");

    private final String language;
    private final Messages messages;
    private final String subjectKey;
    private final String textKey;
    private final List<String> names = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private String adviceKey = "AdviceReplace";
    private String page;

    /** A label, and what follows it: a user's or administrator's text, or what contains all of these parts. */
    private record Row(String label, String value, List<String> parts) {}

    ExpectedNotice(String language, String subjectKey, String textKey) {
        this.language = language;
        this.messages = new Messages(language);
        this.subjectKey = subjectKey;
        this.textKey = textKey;
    }

    ExpectedNotice names(String... added) {
        names.addAll(List.of(added));
        return this;
    }

    /** Adds a row with this value. */
    ExpectedNotice row(String key, String value) {
        rows.add(new Row(text(key), value, List.of()));
        return this;
    }

    /** Adds a row with a time that contains these parts. */
    ExpectedNotice time(String key, String... parts) {
        rows.add(new Row(text(key), null, List.of(parts)));
        return this;
    }

    ExpectedNotice advice(String key) {
        adviceKey = key;
        return this;
    }

    /** Sets the page that it links to. */
    ExpectedNotice link(String url) {
        page = url;
        return this;
    }

    /** Asserts that the subject, the plain text and the HTML have all of this and nothing else. */
    void assertIs(Mail mail, String realm) {
        assertThat(mail.subject()).isEqualTo(text(subjectKey, isolated(names.get(0))));
        assertPlain(
                mail.text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList(),
                realm);
        assertHtml(Jsoup.parse(mail.html()), realm);
    }

    private void assertPlain(List<String> lines, String realm) {
        List<String> expected = new ArrayList<>();
        expected.add(text(textKey, isolated(realm)));
        names.forEach(name -> expected.add(text("Name") + ": " + isolated(name)));
        for (Row row : rows) {
            String start = row.label() + ": ";
            int index = expected.size();
            if (row.value() == null) {
                assertThat(lines).hasSizeGreaterThan(index);
                assertThat(lines.get(index)).startsWith(start).contains(row.parts());
                expected.add(lines.get(index));
            } else {
                expected.add(start + isolated(row.value()));
            }
        }
        expected.add(text(adviceKey));
        expected.add(page == null ? text("NoLink") : text("LinkPage") + ": " + page);
        expected.add(text("Never"));
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    private void assertHtml(Document html, String realm) {
        boolean fromRight = FROM_RIGHT_TO_LEFT.contains(language);
        Element root = html.selectFirst("html");
        // Keycloak's own layout omits the region.
        assertThat(root.attr("lang")).isEqualTo(language.replaceAll("-.*", ""));
        assertThat(root.attr("dir")).isEqualTo(fromRight ? "rtl" : "ltr");
        // The parser turns no-break spaces, which French uses, into plain ones.
        assertThat(html.select("p").eachText())
                .containsExactlyElementsOf(Stream.of(
                                text(textKey, realm),
                                text(adviceKey),
                                page == null ? text("NoLink") : text("LinkPage"),
                                text("Never"))
                        .map(text -> text.replace('\u00a0', ' '))
                        .toList());
        assertThat(html.select("p bdi").eachText()).containsExactly(realm);
        assertThat(html.select("a").eachAttr("href")).isEqualTo(page == null ? List.of() : List.of(page));
        assertThat(html.select("th").eachText()).containsExactlyElementsOf(labels());
        assertThat(html.select("th").eachAttr("align")).containsOnly(fromRight ? "right" : "left");
        assertThat(html.select("td").get(0).select("bdi").eachText()).containsExactlyElementsOf(names);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Element cell = html.select("td").get(i + 1);
            if (row.value() == null) {
                assertThat(cell.text()).contains(row.parts());
            } else {
                assertThat(cell.text()).isEqualTo(row.value());
                assertThat(cell.select("bdi").eachText()).containsExactly(row.value());
            }
        }
        assertThat(html.select("b, i, u, s")).as("markup of names").isEmpty();
    }

    private List<String> labels() {
        List<String> labels = new ArrayList<>(List.of(text("Name")));
        rows.forEach(row -> labels.add(row.label()));
        return labels;
    }

    private String text(String key, Object... parameters) {
        return messages.of(KEY + key, parameters);
    }

    /** In plain text: between the characters that keep its direction apart, if that is not the sentence's. */
    private String isolated(String text) {
        return FROM_RIGHT_TO_LEFT.contains(language)
                        || RIGHT_TO_LEFT.matcher(text).find()
                ? '\u2068' + text + '\u2069'
                : text;
    }
}
