package org.apppasswords.keycloak.requiredaction;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.junit.jupiter.api.Test;

class CreateFormTest {

    @Test
    void anAppPasswordForAllServicesIsChosenExplicitly() {
        CreateForm form = read(Map.of("name", List.of("Mail"), "services", List.of("all")));

        assertThat(form.request()).contains(new NewAppPassword("Mail", Set.of(), 30));
    }

    @Test
    void theRadioButtonForAllServicesOverridesTheHiddenCheckboxes() {
        CreateForm form = read(Map.of("services", List.of("all"), "clients", List.of("dovecot")));

        assertThat(form.request()).contains(new NewAppPassword("", Set.of(), 30));
        assertThat(form.clients()).containsExactly("dovecot");
    }

    @Test
    void singleServicesAreThoseOfTheCheckboxes() {
        CreateForm form = read(Map.of("services", List.of("only"), "clients", List.of("dovecot", "postfix")));

        assertThat(form.request()).contains(new NewAppPassword("", Set.of("dovecot", "postfix"), 30));
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

    private static CreateForm read(Map<String, List<String>> fields) {
        MultivaluedMap<String, String> sent = new MultivaluedHashMap<>();
        sent.putAll(fields);
        sent.putSingle("lifetimeDays", "30");
        // The policy has only the default of the lifetime.
        return CreateForm.read(sent, null);
    }
}
