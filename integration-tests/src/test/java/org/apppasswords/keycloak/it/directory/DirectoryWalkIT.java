package org.apppasswords.keycloak.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** A walk over all users while others change them. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectoryWalkIT {

    private static final int ENOUGH_CHANGES = 20;
    private static final int MAX_WALKS = 50;

    @InjectRealm(config = DemoRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @Test
    void nobodyWhoExistsThroughoutIsLostOrSeenTwice() {
        allowRenaming();
        List<String> stable = create("stable-", 60);
        List<String> renamed = create("renamed-", 20);
        List<String> doomed = create("doomed-", 20);
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
        AtomicInteger changes = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();

        List<Integer> counts = Parallel.all(List.<Callable<Integer>>of(
                () -> {
                    try {
                        return walk(directory, changes, stable, renamed);
                    } finally {
                        done.set(true);
                    }
                },
                () -> change(done, changes, renamed, doomed)));

        assertThat(counts.get(0)).as("walks").isBetween(3, MAX_WALKS);
        assertThat(counts.get(1)).as("changes").isGreaterThanOrEqualTo(ENOUGH_CHANGES);
    }

    private static int walk(
            DirectoryEndpoint directory, AtomicInteger changes, List<String> stable, List<String> renamed) {
        int walks = 0;
        while (walks < 3 || (changes.get() < ENOUGH_CHANGES && walks < MAX_WALKS)) {
            List<String> ids = directory.allUsers("max", "4").stream()
                    .map(user -> user.path("id").asText())
                    .toList();
            assertThat(ids).doesNotHaveDuplicates().containsAll(stable).containsAll(renamed);
            walks++;
        }
        return walks;
    }

    private int change(AtomicBoolean done, AtomicInteger changes, List<String> renamed, List<String> doomed) {
        for (int number = 0; !done.get(); number++) {
            String id = renamed.get(number % renamed.size());
            UserRepresentation user = realm.admin().users().get(id).toRepresentation();
            // To the other end of the alphabet, and back.
            user.setUsername((user.getUsername().startsWith("a") ? "z" : "a") + "-renamed-" + id);
            realm.admin().users().get(id).update(user);
            if (number < doomed.size()) {
                realm.admin().users().get(doomed.get(number)).remove();
            }
            create("new-" + number + "-", 1);
            changes.incrementAndGet();
        }
        return changes.get();
    }

    private List<String> create(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Created.id(realm.admin().users().create(TestUsers.representation(prefix + number))))
                .toList();
    }

    private void allowRenaming() {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setEditUsernameAllowed(true);
        realm.admin().update(settings);
    }
}
