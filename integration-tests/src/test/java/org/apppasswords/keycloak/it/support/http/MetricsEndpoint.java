package org.apppasswords.keycloak.it.support.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;

/**
 * The metrics of a server, in the text format of Prometheus: {@code name{label="value",...} number}.
 *
 * @param managementUrl address of the server's management port
 */
public record MetricsEndpoint(String managementUrl) {

    private static final String PREFIX = "keycloak_app_passwords_";

    /** Returns the sum of the values of one of our metrics that have these labels. */
    public double value(String name, Map<String, String> labels) {
        return text().lines()
                .filter(line -> line.startsWith(PREFIX + name + "{"))
                .filter(line -> labels.entrySet().stream()
                        .allMatch(label -> line.contains(label.getKey() + "=\"" + label.getValue() + "\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Returns all metrics of the server. */
    public String text() {
        return Http.send(HttpRequest.newBuilder(URI.create(managementUrl + "/metrics"))
                        .GET())
                .body();
    }
}
