package org.apppasswords.keycloak.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apppasswords.keycloak.benchmark.AdminCalls.Page;

/**
 * A walk through all pages of a result.
 *
 * @param words description for the report
 * @param count number of app passwords on all pages
 * @param middle a cursor from about the middle
 * @param millis duration of each page
 * @param heap live heap in MB after a full collection: before the walk, and after each tenth of it
 */
record Walk(String words, long count, Optional<String> middle, List<Double> millis, Series heap) {

    private static final int MEASUREMENTS = 10;

    /**
     * Requests all pages.
     *
     * @param expectedPages approximate number of pages
     * @param call requests a page, with the cursor from the previous page
     */
    static Walk through(String words, long pid, int expectedPages, Function<Optional<String>, Page> call) {
        Series heap = new Series();
        heap.add(Heap.of(pid).megabytes());
        List<Double> millis = new ArrayList<>();
        Optional<String> next = Optional.empty();
        Optional<String> middle = Optional.empty();
        long count = 0;
        int step = Math.max(1, expectedPages / MEASUREMENTS);
        do {
            long start = System.nanoTime();
            Page page = call.apply(next);
            millis.add((System.nanoTime() - start) / 1e6);
            count += page.count();
            next = page.next();
            if (millis.size() == expectedPages / 2) {
                middle = next;
            }
            if (millis.size() % step == 0) {
                heap.add(Heap.of(pid).megabytes());
            }
        } while (next.isPresent());
        return new Walk(words, count, middle, millis, heap);
    }

    /** Returns a row of a table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %d | %.1f | %s | %s | %s |",
                words,
                count,
                millis.size(),
                millis.stream().mapToDouble(Double::doubleValue).sum() / 1000,
                part(0).cells("%.0f"),
                part(1).cells("%.0f"),
                heap.cells("%.1f"));
    }

    static List<String> heading() {
        return List.of(
                "| | app passwords | pages | seconds | ms per page, first half | | | second half | | | heap alive, MB | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    private Series part(int half) {
        int middleOfPages = (millis.size() + 1) / 2;
        Series part = new Series();
        (half == 0 || millis.size() == 1
                        ? millis.subList(0, middleOfPages)
                        : millis.subList(middleOfPages, millis.size()))
                .forEach(part::add);
        return part;
    }
}
