package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The objects in docs/kubernetes.md, without a cluster. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class KubernetesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CRD = "KEYCLOAK_CRD";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    @Test
    void theBridgesObjectsFollowTheSchemasOfTheKubernetesApi() throws IOException {
        KubernetesSchema schema = KubernetesSchema.ofTheApi();
        List<JsonNode> objects = objects("ldap-bridge.yaml");

        assertThat(objects)
                .extracting(object -> object.path("kind").asText())
                .containsExactly("Secret", "Deployment", "Service");
        for (JsonNode object : objects) {
            assertThat(schema.problems(object)).as("%s", object).isEmpty();
        }
    }

    /** The definition that the operator installs in a cluster; CI downloads it. */
    @Test
    @EnabledIfEnvironmentVariable(named = CRD, matches = ".+", disabledReason = "names no definition")
    void theCustomResourceFollowsTheDefinitionOfTheOperator() throws IOException {
        Path definition = Path.of(System.getenv(CRD));

        assertThat(KubernetesSchema.ofDefinition(
                                read(Files.readString(definition)).get(0))
                        .problems(keycloak()))
                .isEmpty();
    }

    @Test
    void theCustomResourceFitsTheImage() throws IOException {
        String dockerfile = Files.readString(ProjectFiles.ROOT.resolve("docker/Dockerfile"));
        String version = dockerfile.replaceAll("(?s).*ARG KEYCLOAK_VERSION=(\\S+).*", "$1");
        JsonNode spec = keycloak().path("spec");

        assertThat(keycloak().path("apiVersion").asText()).isEqualTo("k8s.keycloak.org/v2alpha1");
        assertThat(keycloak().path("kind").asText()).isEqualTo("Keycloak");
        assertThat(spec.path("image").asText())
                .as("run scripts/compatibility/use-keycloak.sh")
                .endsWith(":" + version);
        assertThat(dockerfile)
                .contains("KC_DB=" + spec.path("db").path("vendor").asText() + " ");
        assertThat(spec.path("startOptimized").asBoolean()).isTrue();
    }

    /** Each file that the environment names must be in a mounted volume. */
    @Test
    void theBridgeAcceptsTheEnvironmentOfTheDeployment() throws IOException {
        PrivateAuthority authority = new PrivateAuthority("kubernetes");
        Map<String, Path> volumes = Map.of("secrets", folder.resolve("secrets"), "tls", folder.resolve("tls"));
        for (Path volume : volumes.values()) {
            Files.createDirectory(volume);
        }
        JsonNode secret = objects("ldap-bridge.yaml").get(0).path("stringData");
        for (Map.Entry<String, JsonNode> entry : secret.properties()) {
            Files.writeString(
                    volumes.get("secrets").resolve(entry.getKey()),
                    entry.getValue().asText());
        }
        Files.copy(authority.serverCertificate(), volumes.get("tls").resolve("tls.crt"));
        Files.copy(authority.serverKey(), volumes.get("tls").resolve("tls.key"));

        List<String> command = new ArrayList<>(List.of("env"));
        environment().forEach((name, value) -> command.add(name + "=" + inVolumes(value, volumes)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                ProjectFiles.LDAP_BRIDGE.toString(),
                "--check"));
        Program.Result result = new Program(command).run();

        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void theBridgesObjectsFitEachOtherAndTheImage() throws IOException {
        String dockerfile = Files.readString(ProjectFiles.ROOT.resolve("docker/ldap-bridge/Dockerfile"));
        List<JsonNode> objects = objects("ldap-bridge.yaml");
        JsonNode template = objects.get(1).path("spec").path("template");
        JsonNode pod = template.path("spec");
        JsonNode ports = container().path("ports");

        assertThat(objects.get(1).path("spec").path("selector").path("matchLabels"))
                .isEqualTo(template.path("metadata").path("labels"))
                .isEqualTo(objects.get(2).path("spec").path("selector"));
        assertThat(dockerfile)
                .contains(
                        "--uid " + pod.path("securityContext").path("runAsUser").asText() + " ");
        assertThat(pod.path("volumes").path(0).path("secret").path("secretName"))
                .isEqualTo(objects.get(0).path("metadata").path("name"));
        assertThat(texts(pod.path("volumes"), "name"))
                .isEqualTo(texts(container().path("volumeMounts"), "name"));
        assertThat(texts(ports, "name"))
                .containsAll(texts(objects.get(2).path("spec").path("ports"), "targetPort"))
                .contains(container()
                        .path("readinessProbe")
                        .path("httpGet")
                        .path("port")
                        .asText())
                .contains(container()
                        .path("livenessProbe")
                        .path("httpGet")
                        .path("port")
                        .asText());
        assertThat(texts(ports, "containerPort").stream().map(port -> ":" + port))
                .containsExactly(
                        environment().get("LDAP_BRIDGE_LDAP_LISTEN"),
                        environment().get("LDAP_BRIDGE_LDAPS_LISTEN"),
                        environment().get("LDAP_BRIDGE_HTTP_LISTEN"));
    }

    private static JsonNode keycloak() {
        return objects("keycloak.yaml").get(0);
    }

    private static JsonNode container() {
        return objects("ldap-bridge.yaml").get(1).at("/spec/template/spec/containers/0");
    }

    /** Returns the container's environment, with the address of the tests' Keycloak. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        container()
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        environment.put("LDAP_BRIDGE_KEYCLOAK_URL", "http://127.0.0.1:8080");
        return environment;
    }

    private static String inVolumes(String value, Map<String, Path> volumes) {
        return StreamSupport.stream(container().path("volumeMounts").spliterator(), false)
                .filter(mount -> value.startsWith(mount.path("mountPath").asText() + "/"))
                .findFirst()
                .map(mount -> volumes.get(mount.path("name").asText())
                        + value.substring(mount.path("mountPath").asText().length()))
                .orElse(value);
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(field).asText())
                .toList();
    }

    private static List<JsonNode> objects(String block) {
        String text = DocumentedBlock.read("kubernetes.md", block);
        return read(text.replace("CLIENT-SECRET", "ldap-bridge-secret")
                .replace("SEARCH-PASSWORD", "search-password")
                .replace("value: REALM", "value: demo"));
    }

    /** Reads YAML 1.1, as Kubernetes does: {@code 0440} is octal. */
    private static List<JsonNode> read(String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .<JsonNode>map(JSON::valueToTree)
                .toList();
    }
}
