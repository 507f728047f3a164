package org.apppasswords.keycloak.it.support.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.apppasswords.keycloak.it.support.http.Http;
import org.keycloak.it.utils.Maven;

/** The clock of a node, which can be ahead of the machine's. The installation needs the {@link #provider()}. */
public final class NodeClock implements AutoCloseable {

    private final Node node;
    private boolean caches;

    private NodeClock(Node node) {
        this.node = node;
    }

    /** Returns the JAR of the test framework that changes the clock. */
    public static Path provider() {
        return Maven.resolveArtifact("org.keycloak.testframework", "keycloak-test-framework-remote-providers");
    }

    /** Returns the clock of this node. Closing it sets the right time. */
    public static NodeClock of(Node node) {
        return new NodeClock(node);
    }

    /** Sets how many seconds it is ahead; negative if behind. */
    public NodeClock ahead(int seconds) {
        // The caches' clock can only be ahead.
        caches |= seconds > 0;
        int status = Http.send(HttpRequest.newBuilder(URI.create(node.realmUrl("master") + "/testing-timeoffset"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"offset\":%d,\"caches\":%b}".formatted(seconds, caches))))
                .statusCode();
        assertThat(status).isEqualTo(200);
        return this;
    }

    @Override
    public void close() {
        ahead(0);
    }
}
