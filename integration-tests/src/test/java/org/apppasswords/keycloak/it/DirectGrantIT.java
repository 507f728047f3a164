package org.apppasswords.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.apppasswords.keycloak.it.support.AppPasswordServer;
import org.apppasswords.keycloak.it.support.DemoRealm;
import org.apppasswords.keycloak.it.support.SeededAppPassword;
import org.apppasswords.keycloak.it.support.TestUsers;
import org.apppasswords.keycloak.it.support.TokenEndpoint;
import org.apppasswords.keycloak.it.support.TokenEndpoint.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectEvents;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.events.Events;
import org.keycloak.testframework.realm.ManagedRealm;

@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectGrantIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectEvents
    Events events;

    private TokenEndpoint tokens;
    private TestUsers users;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    @Test
    void signsInWithTheRightAppPassword() {
        users.create("right", SeededAppPassword.of(SECRET).named("iPhone Mail"));

        Answer answer = tokens.directGrant("dovecot", "right", SECRET);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
