package org.apppasswords.keycloak.it.support.server;

import java.nio.file.Path;

/** Where the project's own files are. */
public final class ProjectFiles {

    /** The top of the checkout. */
    public static final Path ROOT =
            Path.of(System.getProperty("project.root")).toAbsolutePath().normalize();

    /** This module. */
    public static final Path INTEGRATION_TESTS = ROOT.resolve("integration-tests");

    /** What people deploy. */
    public static final Path JAR = ROOT.resolve("bundle/target/keycloak-app-passwords.jar");

    /** The realm of the demo, which the tests run against too. */
    public static final Path DEMO_REALM = ROOT.resolve("docker/keycloak/demo-realm.json");

    /** Themes that a company might build on ours. */
    public static final Path COMPANY_THEMES = ROOT.resolve("account-ui/src/test/themes");

    private ProjectFiles() {}
}
