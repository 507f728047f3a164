package org.apppasswords.keycloak.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG: the median as a bar, minimum and maximum as a line through its end. Readable on light and
 * dark pages.
 */
final class Chart {

    private static final int WIDTH = 800;
    private static final int LABELS = 330;
    private static final int NUMBERS = 90;
    private static final int ROW = 26;
    private static final int TOP = 44;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, Series values, boolean ours) {}

    /**
     * @param title the figure and its unit
     */
    Chart(String title) {
        this.title = title;
    }

    Chart bar(String label, Series values, boolean ours) {
        bars.add(new Bar(label.replace("`", ""), values, ours));
        return this;
    }

    /** Returns the SVG file. */
    String svg() {
        double most = bars.stream().mapToDouble(bar -> bar.values().max()).max().orElse(1);
        double scale = (WIDTH - LABELS - NUMBERS) / most;
        int height = TOP + bars.size() * ROW + 10;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n<title>%s</title>%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
                        + "<text x=\"10\" y=\"24\" font-size=\"15\" font-weight=\"bold\">%s</text>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                escape(title),
                escape(title)));
        for (int row = 0; row < bars.size(); row++) {
            Bar bar = bars.get(row);
            int y = TOP + row * ROW;
            double end = LABELS + bar.values().median() * scale;
            double from = LABELS + bar.values().min() * scale;
            double to = LABELS + bar.values().max() * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>%n"
                            + "<path d=\"M%.1f %dV%dM%.1f %dH%.1fM%.1f %dV%d\" stroke=\"#222222\" fill=\"none\"/>%n"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LABELS - 8,
                    y + 13,
                    escape(bar.label()),
                    LABELS,
                    y,
                    end - LABELS,
                    bar.ours() ? "#0066cc" : "#b8bbbe",
                    from,
                    y + 4,
                    y + 12,
                    from,
                    y + 8,
                    to,
                    to,
                    y + 4,
                    y + 12,
                    to + 6,
                    y + 13,
                    number(bar.values().median())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
