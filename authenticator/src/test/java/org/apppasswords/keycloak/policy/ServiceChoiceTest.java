package org.apppasswords.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceChoiceTest {

    private static final Service CALENDAR = new Service("radicale", "Calendar");
    private static final Service IMAP = new Service("dovecot", "Mail (IMAP)", "Mail", 90);
    private static final Service SMTP = new Service("postfix", "Mail (SMTP)", "Mail", 30);
    private static final Service CAMPUS = new Service("campus-mail", "Mail (campus)");
    private static final Service OTHER_MAIL = new Service("other", "Mail");

    private static final List<Service> OFFERED = List.of(CALENDAR, IMAP, SMTP, OTHER_MAIL, CAMPUS);

    @Test
    void servicesOfAGroupAreOneChoice() {
        List<ServiceChoice> choices = ServiceChoice.of(OFFERED);

        assertThat(choices)
                .extracting(ServiceChoice::name)
                .containsExactly("Calendar", "Mail", "Mail", "Mail (campus)");
        assertThat(choices)
                .extracting(ServiceChoice::clientIds)
                .containsExactly(
                        List.of("radicale"), List.of("dovecot", "postfix"), List.of("other"), List.of("campus-mail"));
        assertThat(choices).extracting(ServiceChoice::isGroup).containsExactly(false, true, false, false);
        assertThat(choices.get(1).includesOneOf(Set.of("postfix"))).isTrue();
        assertThat(choices.get(1).includesOneOf(Set.of("other"))).isFalse();
    }

    @Test
    void aGroupHasTheShortestLifetimeOfItsServices() {
        assertThat(ServiceChoice.of(List.of(IMAP, SMTP)))
                .singleElement()
                .extracting(ServiceChoice::maxLifetimeDays)
                .isEqualTo(30);
        assertThat(ServiceChoice.of(List.of(IMAP, new Service("pop", "POP3", "Mail", 0))))
                .singleElement()
                .extracting(ServiceChoice::maxLifetimeDays)
                .isEqualTo(90);
    }

    @Test
    void aGroupIsOneChoiceAlsoIfTheUserMayUseOnlyOneOfItsServices() {
        assertThat(ServiceChoice.of(List.of(SMTP)))
                .singleElement()
                .extracting(ServiceChoice::name, ServiceChoice::isGroup)
                .containsExactly("Mail", true);
    }

    @Test
    void aWholeGroupHasItsNameAndAPartHasTheNamesOfItsServices() {
        assertThat(ServiceChoice.names(List.of(SMTP, IMAP, CALENDAR), OFFERED)).containsExactly("Calendar", "Mail");
        assertThat(ServiceChoice.names(List.of(SMTP), OFFERED)).containsExactly("Mail (SMTP)");
        assertThat(ServiceChoice.names(List.of(SMTP), List.of(SMTP, CALENDAR))).containsExactly("Mail");
        assertThat(ServiceChoice.names(List.of(CALENDAR), List.of())).containsExactly("Calendar");
        assertThat(ServiceChoice.names(List.of(), OFFERED)).isEmpty();
    }

    @Test
    void allListsHaveOneOrderInWhichNumbersCountByValue() {
        Service ten = new Service("b", "VPN 10");
        Service two = new Service("c", "vpn 2");

        assertThat(ServiceChoice.names(List.of(ten, SMTP, two, IMAP), OFFERED))
                .containsExactly("Mail", "vpn 2", "VPN 10");
    }
}
