package org.apppasswords.keycloak.it.support.server;

import java.nio.file.Path;

/** Paths of the project's files. */
public final class ProjectFiles {

    /** The top of the checkout. */
    public static final Path ROOT =
            Path.of(System.getProperty("project.root")).toAbsolutePath().normalize();

    /** This module. */
    public static final Path INTEGRATION_TESTS = ROOT.resolve("integration-tests");

    /** What this process writes. Each of several that test concurrently has a folder of its own. */
    public static final Path OUTPUT =
            INTEGRATION_TESTS.resolve("target").resolve(System.getenv().getOrDefault("TEST_FOLDER", ""));

    /** The deployable JAR. */
    public static final Path JAR = ROOT.resolve("bundle/target/keycloak-app-passwords.jar");

    /** The LDAP bridge. */
    public static final Path LDAP_BRIDGE = ROOT.resolve("ldap-bridge/target/keycloak-ldap-bridge.jar");

    /** The demo's realm, which the tests use too. */
    public static final Path DEMO_REALM = ROOT.resolve("docker/keycloak/demo-realm.json");

    /** Example themes of a company, based on ours. */
    public static final Path COMPANY_THEMES = ROOT.resolve("account-ui/src/test/themes");

    private ProjectFiles() {}
}
