package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.PasswordHashParser;
import org.apppasswords.keycloak.secret.Verifier;
import org.junit.jupiter.api.Test;

/** Compares the blocks of docs/architecture.md with the code: modules, packages, and what is stored. */
class DocumentedArchitectureTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void theModulesAreThoseOfTheBuild() {
        List<String> folders = DocumentedBlock.read("architecture.md", "modules")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .toList();

        assertThat(folders)
                .allSatisfy(folder ->
                        assertThat(ProjectDocument.PROJECT.resolve(folder)).exists());
        assertThat(folders)
                .containsAll(new ProjectDocument("pom.xml")
                        .find("<module>(.*)</module>")
                        .map(module -> module + "/")
                        .toList());
    }

    @Test
    void eachPackageUsesOnlyPackagesBelowIt() {
        List<String> packages = DocumentedBlock.read("architecture.md", "packages")
                .lines()
                .map(line -> line.substring(17).split(" ", 2)[0])
                .toList();

        assertThat(packages).containsExactlyInAnyOrderElementsOf(ArchitectureTest.ARROWS.keySet());
        List<String> upwards = new ArrayList<>();
        ArchitectureTest.ARROWS.forEach((user, used) -> List.of(used.split(" ", -1)).stream()
                .filter(each -> !each.isEmpty() && packages.indexOf(each) < packages.indexOf(user))
                .forEach(each -> upwards.add(user + " -> " + each)));
        assertThat(upwards).isEmpty();
    }

    @Test
    void theSecretDataIsThatOfAnAppPassword() throws Exception {
        JsonNode documented = MAPPER.readTree(DocumentedBlock.read("architecture.md", "secretData"));
        AppPassword password = AppPassword.generate();

        JsonNode stored = secretData(Verifier.of(password));

        assertThat(names(stored)).isEqualTo(names(documented));
        assertThat(stored.get("algorithm")).isEqualTo(documented.get("algorithm"));
        assertThat(documented.get("salt").textValue()).isEqualTo("<Base64 of 16 random bytes>");
        byte[] salt = Base64.getDecoder().decode(stored.get("salt").textValue());
        assertThat(salt).hasSize(16);
        assertThat(documented.get("hash").textValue()).isEqualTo("<Base64 of SHA-256(salt, 24 letters in ASCII)>");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(salt);
        byte[] hash = digest.digest(password.letters().getBytes(StandardCharsets.US_ASCII));
        assertThat(stored.get("hash").textValue()).isEqualTo(Base64.getEncoder().encodeToString(hash));
    }

    @Test
    void theSecretDataOfAnImportedAppPasswordIsTheHashOfTheOtherSystem() throws Exception {
        String written = "$2y$10$" + "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
        String documented =
                DocumentedBlock.read("architecture.md", "imported-secretData").replace("$2y$10$…", written);

        JsonNode stored = secretData(Verifier.of(PasswordHashParser.parse("{BLF-CRYPT}" + written)));

        assertThat(stored.toString()).isEqualTo(MAPPER.readTree(documented).toString());
    }

    @Test
    void theCredentialDataIsThatOfAUsedAppPassword() throws Exception {
        String documented = MAPPER.readTree(DocumentedBlock.read("architecture.md", "credentialData"))
                .toString();
        AppPasswordData data = AppPasswordData.parse(documented);

        assertThat(data.isReadable()).isTrue();
        assertThat(AppPasswordData.create(Set.of("dovecot"), Instant.parse("2027-01-01T00:00:00Z"))
                        .usedAt(Instant.parse("2026-01-01T00:00:00Z"), "dovecot", "192.0.2.7")
                        .toJson())
                .isEqualTo(documented);
    }

    @Test
    void theCredentialDataWithNetworksIsThatOfALimitedAppPassword() throws Exception {
        String documented = MAPPER.readTree(DocumentedBlock.read("architecture.md", "credentialData-with-networks"))
                .toString();
        AllowedNetworks networks =
                AllowedNetworks.parse(List.of("192.0.2.0/24", "2001:db8::/32")).orElseThrow();

        assertThat(AppPasswordData.parse(documented).networks()).isEqualTo(networks);
        assertThat(AppPasswordData.create(Set.of("postfix"), null)
                        .limitedTo(networks)
                        .toJson())
                .isEqualTo(documented);
    }

    private static JsonNode secretData(Verifier verifier) throws Exception {
        return MAPPER.readTree(AppPasswordCredentialModel.create(
                        "Phone", Instant.EPOCH, verifier, AppPasswordData.create(Set.of(), null))
                .getSecretData());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
