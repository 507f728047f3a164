package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.bridges.StockFreeRadius;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Debian's configuration of FreeRADIUS, with the steps of docs/freeradius.md. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class StockFreeRadiusIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    @RegisterExtension
    static final StockFreeRadius bookworm = new StockFreeRadius(Debian.DEBIAN_12);

    @RegisterExtension
    static final StockFreeRadius trixie = new StockFreeRadius(Debian.DEBIAN_13);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @ParameterizedTest
    @EnumSource
    void theDocumentedStepsAreEnough(Debian release) {
        StockFreeRadius radius = release == Debian.DEBIAN_12 ? bookworm : trixie;
        String username = "on-" + release.name().toLowerCase(Locale.ROOT).replace('_', '-');
        new TestUsers(realm).create(username, SeededAppPassword.of(PHONE));

        assertThat(radius.radtest(username, PHONE).output())
                .contains("Received Access-Accept", "User-Name = \"" + username + "\"");
        assertThat(radius.radtest(username, WRONG).output()).contains("Received Access-Reject");
    }
}
