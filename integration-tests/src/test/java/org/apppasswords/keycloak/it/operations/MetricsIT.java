package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords in the server's metrics. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class MetricsIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String OTHER = "zzzzzzzzzzzzzzzzzzzzzzzz";
    private static final String METRICS = "http://localhost:9080/metrics";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void countsAndTimesChecksByOutcomeAndClient() {
        new TestUsers(realm).create("measured-user", SeededAppPassword.of(SECRET));
        double accepted = checks("accepted");
        double unmatched = checks("no_match");
        double unknown = checks("user_not_found");

        tokens.directGrant("postfix", "measured-user", SECRET);
        tokens.directGrant("postfix", "measured-user", SECRET);
        tokens.directGrant("postfix", "measured-user", OTHER);
        tokens.directGrant("postfix", "unheard-of", SECRET);

        assertThat(checks("accepted")).isEqualTo(accepted + 2);
        assertThat(checks("no_match")).isEqualTo(unmatched + 1);
        assertThat(checks("user_not_found")).isEqualTo(unknown + 1);
        assertThat(value("verifications_seconds_sum", "postfix", "accepted")).isPositive();
        assertThat(metrics()).doesNotContain("measured-user", "unheard-of", SECRET, OTHER);
    }

    @Test
    void aMissingParameterIsNotCountedAsACheck() {
        new TestUsers(realm).create("half-sent", SeededAppPassword.of(SECRET));
        double otherInput = checks("not_app_password");

        tokens.directGrant("postfix", "half-sent", null);
        tokens.directGrant("postfix", null, SECRET);
        assertThat(checks("not_app_password")).isEqualTo(otherInput);

        tokens.directGrant("postfix", "unheard-of", "an account password");
        assertThat(checks("not_app_password")).isEqualTo(otherInput + 1);
    }

    @Test
    void countsOneUsageWriteForSeveralSignIns() {
        new TestUsers(realm).create("often", SeededAppPassword.of(SECRET));
        double writes = value("usage_writes_total", null, "written");

        for (int i = 0; i < 5; i++) {
            tokens.directGrant("postfix", "often", SECRET);
        }

        Waiting.until("the usage is written", () -> value("usage_writes_total", null, "written") > writes);
        assertThat(value("usage_writes_total", null, "written")).isEqualTo(writes + 1);
    }

    private double checks(String outcome) {
        return value("verifications_seconds_count", "postfix", outcome);
    }

    // The text format of Prometheus: name{label="value",...} number
    private double value(String name, String client, String outcome) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("keycloak_app_passwords_" + name + "{"))
                .filter(line -> line.contains("realm=\"" + realm.getName() + "\""))
                .filter(line -> client == null || line.contains("client_id=\"" + client + "\""))
                .filter(line -> line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String metrics() {
        return tokens.get(METRICS, Map.of()).body();
    }
}
