package org.apppasswords.keycloak.it.support.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Deque's axe-core, which finds accessibility problems. */
public final class Axe {

    private static final String SCRIPT = load();

    private Axe() {}

    /** Returns the serious and critical problems on the current page, each with its elements. */
    public static List<String> barriers(Chromium browser) {
        return barriersWithin(browser, "html");
    }

    /** Returns the problems within an element, for Keycloak themes that have problems of their own around our pages. */
    public static List<String> barriersWithin(Chromium browser, String selector) {
        // Once for each page: reading the script takes longer than an analysis.
        if (browser.run("return typeof window.axe").equals("undefined")) {
            browser.run(SCRIPT);
        }
        List<?> violations = (List<?>) browser.runAsync("""
                const done = arguments[0];
                axe.run("%s", {resultTypes: ["violations"]}).then(
                    results => done(results.violations.map(({impact, id, nodes}) =>
                        ({impact, text: `${id}: ${nodes.map(node => node.html + " " + node.failureSummary)}`}))),
                    error => done([{impact: "critical", text: String(error)}]));
                """.formatted(selector));
        return violations.stream()
                .map(violation -> (Map<?, ?>) violation)
                .filter(violation -> List.of("serious", "critical").contains(violation.get("impact")))
                .map(violation -> (String) violation.get("text"))
                .toList();
    }

    private static String load() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
