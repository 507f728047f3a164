package org.apppasswords.keycloak.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.util.JsonSerialization;

/** The realm that demo and image import, from the same file. */
public class DemoRealm implements RealmConfig {

    /** Alias of the flow that accepts app passwords and nothing else. */
    public static final String FLOW = "app password direct grant";

    @Override
    public RealmBuilder configure(RealmBuilder realm) {
        try (InputStream json = Files.newInputStream(ProjectFiles.DEMO_REALM)) {
            return RealmBuilder.update(JsonSerialization.readValue(json, RealmRepresentation.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
