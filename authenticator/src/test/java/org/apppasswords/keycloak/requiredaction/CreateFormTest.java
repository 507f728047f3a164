package org.apppasswords.keycloak.requiredaction;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.policy.ServiceChoice;
import org.junit.jupiter.api.Test;

class CreateFormTest {

    @Test
    void anAppPasswordForAllServicesIsChosenExplicitly() {
        CreateForm form = read(Map.of("name", List.of("Mail"), "services", List.of("all")));

        assertThat(form.request()).contains(new NewAppPassword("Mail", Set.of(), 30, List.of()));
    }

    @Test
    void theRadioButtonForAllServicesOverridesTheHiddenCheckboxes() {
        CreateForm form = read(Map.of("services", List.of("all"), "clients", List.of("dovecot")));

        assertThat(form.request()).contains(new NewAppPassword("", Set.of(), 30, List.of()));
        assertThat(form.clients()).containsExactly("dovecot");
    }

    @Test
    void singleServicesAreThoseOfTheCheckboxes() {
        CreateForm form = read(Map.of("services", List.of("only"), "clients", List.of("dovecot", "postfix")));

        assertThat(form.request()).contains(new NewAppPassword("", Set.of("dovecot", "postfix"), 30, List.of()));
    }

    @Test
    void aCheckboxForAGroupStandsForAllServicesThatTheUserMayUse() {
        CreateForm form = read(Map.of(
                "services", List.of("only"), "clients", List.of("radicale", "dovecot"), "groups", List.of("dovecot")));

        assertThat(form.clients()).containsExactly("radicale", "dovecot", "postfix");
    }

    /** A page from the time before the service joined the group promised only the one service. */
    @Test
    void aCheckboxForOneServiceNeverStandsForItsGroup() {
        CreateForm form = read(Map.of("services", List.of("only"), "clients", List.of("dovecot")));

        assertThat(form.clients()).containsExactly("dovecot");
    }

    @Test
    void aMarkForAGroupDoesNotSelectIt() {
        CreateForm form =
                read(Map.of("services", List.of("only"), "clients", List.of("radicale"), "groups", List.of("dovecot")));

        assertThat(form.clients()).containsExactly("radicale");
    }

    @Test
    void noServiceIsNeverTakenForAllServices() {
        List<CreateForm> forms = List.of(
                read(Map.of("services", List.of("only"))),
                read(Map.of("services", List.of("ALL"))),
                read(Map.of("services", List.of(""))),
                read(Map.of()));

        assertThat(forms)
                .allMatch(CreateForm::lacksService)
                .allMatch(form -> form.request().isEmpty());
    }

    @Test
    void networksAreSeparatedAsPeopleDo() {
        CreateForm form = read(Map.of(
                "services",
                List.of("all"),
                "networks",
                List.of(" 192.0.2.7,\r\n2001:db8::/32;  198.51.100.0/24\n"),
                "currentNetwork",
                List.of("203.0.113.0/24")));

        assertThat(form.request().orElseThrow().networks())
                .containsExactly("192.0.2.7", "2001:db8::/32", "198.51.100.0/24", "203.0.113.0/24");
        assertThat(form.invalidNetwork()).isEmpty();
    }

    @Test
    void theFirstInvalidNetworkIsNamed() {
        CreateForm form = read(Map.of("services", List.of("all"), "networks", List.of("192.0.2.7, home, office")));

        assertThat(form.invalidNetwork()).contains("home");
    }

    private static CreateForm read(Map<String, List<String>> fields) {
        MultivaluedMap<String, String> sent = new MultivaluedHashMap<>();
        sent.putAll(fields);
        sent.putSingle("lifetimeDays", "30");
        // The policy has only the default of the lifetime.
        return CreateForm.read(
                sent,
                null,
                ServiceChoice.of(List.of(
                        new Service("radicale", "Calendar"),
                        new Service("dovecot", "Mail (IMAP)", "Mail", 0),
                        new Service("postfix", "Mail (SMTP)", "Mail", 0))));
    }
}
