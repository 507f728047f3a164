package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response.Status;
import org.apppasswords.keycloak.model.RejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RejectionResponseTest {

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NOT_APP_PASSWORD", "CLIENT_NOT_ELIGIBLE", "FLOW_NOT_SUPPORTED", "USER_UNAVAILABLE", "BUSY"})
    void doesNotRevealReasonsThatDependOnTheUser(RejectionReason reason) {
        RejectionResponse response = RejectionResponse.of(reason);

        assertThat(response.status()).isEqualTo(Status.BAD_REQUEST);
        assertThat(response.error()).isEqualTo("invalid_grant");
        assertThat(response.description()).isEqualTo("Invalid user credentials");
        assertThat(response.reason()).contains(reason);
    }

    @ParameterizedTest
    @EnumSource(names = {"USER_UNAVAILABLE", "BUSY"})
    void letsProgramsRetryAfterTemporaryReasons(RejectionReason reason) {
        RejectionResponse response = RejectionResponse.of(reason);

        assertThat(response.status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
        assertThat(response.error()).isEqualTo("temporarily_unavailable");
    }

    @Test
    void namesReasonsThatDoNotDependOnTheUser() {
        assertThat(RejectionResponse.of(RejectionReason.NOT_APP_PASSWORD).description())
                .isEqualTo("App password required");
        assertThat(RejectionResponse.of(RejectionReason.CLIENT_NOT_ELIGIBLE).error())
                .isEqualTo("unauthorized_client");
        assertThat(RejectionResponse.of(RejectionReason.FLOW_NOT_SUPPORTED).eventError())
                .isEqualTo("not_allowed");
    }

    @Test
    void isNotAnInvalidGrantIfAParameterIsMissing() {
        assertThat(RejectionResponse.NO_USERNAME.error()).isEqualTo("invalid_request");
        assertThat(RejectionResponse.NO_PASSWORD.error()).isEqualTo("invalid_request");
        assertThat(RejectionResponse.NO_PASSWORD.reason()).isEmpty();
    }
}
