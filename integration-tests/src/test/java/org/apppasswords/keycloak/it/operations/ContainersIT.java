package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.pages.SigningInPage;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The containers of docker/compose.yaml, which scripts/containers/check.sh has built and started. */
@EnabledIfSystemProperty(
        named = "containers",
        matches = "yes",
        disabledReason = "./test.sh --containers starts the containers")
class ContainersIT {

    private static final String REALM = "http://localhost:8080/realms/demo";
    private static final String WRONG = "zzzz-zzzz-zzzz-zzzz-zzzz-zzzz";
    private static final int COMMANDS = 6;
    private static final Duration TIMEOUT = Duration.ofMinutes(6);

    /** Postfix's master starts its programs as several users. */
    private static final Set<String> NEED_ROOT = Set.of("postfix");

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @TempDir
    Path folder;

    @Test
    void anAppPasswordSignsInEverywhereAfterARestartTooUntilItIsDeleted() {
        browser.open(SigningInPage.address(REALM));
        SignIn.enterPassword(browser, "alice", "alice-password");
        new SigningInPage(browser).setUp();
        CreatePage.SECOND_FACTOR.await(browser);
        browser.click(By.cssSelector("button[name=setup][value=CONFIGURE_TOTP]"));
        Totp totp = TotpSetupPage.complete(browser, "Phone");
        new CreationForm(browser).name("Laptop").create();
        ShowPage shown = new ShowPage(browser);
        String password = shown.password();
        shown.done();

        assertThat(signIns(password).runIn(folder)).hasSize(COMMANDS);
        assertThat(accepted(WRONG)).isEmpty();

        compose("down");
        compose("up", "--no-build", "--detach", "--wait", "--wait-timeout", "300");
        assertThat(signIns(password).runIn(folder)).hasSize(COMMANDS);

        browser.forgetUser();
        browser.open(SigningInPage.address(REALM));
        SignIn.enterPassword(browser, "alice", "alice-password");
        SignIn.enterTotp(browser, totp);
        new SigningInPage(browser).delete("Laptop");
        assertThat(new SigningInPage(browser).rows()).singleElement().asString().contains("not set up");

        assertThat(accepted(password)).isEmpty();
    }

    @Test
    void everyContainerIsHealthy() {
        Map<String, String> states = new TreeMap<>();
        containers()
                .forEach((service, container) -> states.put(
                        service,
                        podman("inspect", "--format", "{{.State.Health.Status}}", container)
                                .strip()));

        assertThat(states.keySet())
                .containsExactly(
                        "dovecot",
                        "freeradius",
                        "keycloak",
                        "ldap-bridge",
                        "openldap",
                        "postfix",
                        "postgres",
                        "radicale");
        assertThat(states.values()).as("%s", states).containsOnly("healthy");
    }

    @Test
    void noProgramRunsAsRootThatNeedNot() {
        Map<String, List<String>> programs = new TreeMap<>();
        containers().forEach((service, container) -> {
            List<String> ofRoot = podman("top", container, "user", "args")
                    .lines()
                    .filter(line -> line.startsWith("root "))
                    .toList();
            if (!ofRoot.isEmpty()) {
                programs.put(service, ofRoot);
            }
        });

        assertThat(programs.keySet()).as("%s", programs).isEqualTo(NEED_ROOT);
    }

    /** The demo mounts its secrets, so that the images work with other secrets and can be published. */
    @Test
    void theImagesContainNoSecrets() throws IOException {
        List<String> secrets = demoSecrets();
        Path file = Files.write(folder.resolve("secrets"), secrets);
        String search = """
                cd '%s'
                grep -rlF --devices=skip -f '%s' . || true
                grep -rlE --devices=skip -e '-----BEGIN ([A-Z]+ )*PRIVATE KEY-----' etc opt var home root || true
                find . -name .git -o -name .npmrc -o -name settings.xml -o -name 'demo-*'
                """;
        List<String> found = new ArrayList<>();
        for (String image : images()) {
            String root = podman("image", "mount", image).strip();
            run("sh", "-c", search.formatted(root, file)).lines().forEach(line -> found.add(image + " " + line));
            podman("image", "unmount", image);
            String metadata = podman("inspect", image) + podman("history", "--no-trunc", image);
            secrets.stream().filter(metadata::contains).forEach(secret -> found.add(image + " " + secret));
        }

        assertThat(found).isEmpty();
    }

    /** The commands of the README with this password. */
    private static DocumentedCommands signIns(String password) {
        return DocumentedCommands.read("docker/README.md", "sign-in").replacing(Map.of("YOUR-APP-PASSWORD", password));
    }

    /** Returns those of the commands that succeed. */
    private static List<String> accepted(String password) {
        return signIns(password).texts().stream()
                .filter(command -> new Program("sh", "-c", command).run().status() == 0)
                .toList();
    }

    /** Returns the names of the running containers by the services of compose.yaml. */
    private static Map<String, String> containers() {
        String columns = "{{index .Labels \"com.docker.compose.service\"}} {{.Names}}";
        return podman("ps", "--filter", "label=com.docker.compose.service", "--format", columns)
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(columnsOf -> columnsOf[0], columnsOf -> columnsOf[1]));
    }

    /** Returns the images that the project's Dockerfiles build. */
    private static List<String> images() {
        List<String> images = podman("images", "--format", "{{.Repository}}:{{.Tag}}")
                .lines()
                .filter(image -> image.contains("/keycloak-app-passwords-"))
                .toList();
        assertThat(images).hasSize(7);
        return images;
    }

    /** The shared secret of FreeRADIUS is left out: it is the one in FreeRADIUS's own examples. */
    private static List<String> demoSecrets() throws IOException {
        List<String> secrets = new ArrayList<>(List.of("alice-password", "bob-password"));
        try (Stream<Path> files = Files.walk(ProjectFiles.ROOT.resolve("docker"))) {
            for (Path secret : files.filter(
                            file -> file.getFileName().toString().equals("demo-client-secret"))
                    .toList()) {
                secrets.add(Files.readString(secret).strip());
            }
        }
        return secrets;
    }

    private static void compose(String... arguments) {
        List<String> all = new ArrayList<>(List.of("compose", "--profile", "all"));
        all.addAll(List.of(arguments));
        exec(all);
    }

    private static String podman(String... arguments) {
        List<String> all = new ArrayList<>(List.of("podman"));
        all.addAll(List.of(arguments));
        return exec(all);
    }

    private static String exec(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.add(0, ProjectFiles.ROOT.resolve("scripts/containers/exec.sh").toString());
        return run(all.toArray(String[]::new));
    }

    private static String run(String... command) {
        Program.Result result = new Program(command).within(TIMEOUT).run();
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }
}
