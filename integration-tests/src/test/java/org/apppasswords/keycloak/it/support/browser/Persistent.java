package org.apppasswords.keycloak.it.support.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.http.Answer;

/**
 * Users and programs that repeat a request which the server rejected because the user had too many requests in
 * progress.
 */
public final class Persistent {

    private static final int MAX_ATTEMPTS = 1000;

    private Persistent() {}

    /** Repeats an API request until it is not rejected as busy. */
    public static Callable<Answer> call(Callable<Answer> request) {
        return () -> {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                Answer answer = request.call();
                if (answer.status() != 503) {
                    return answer;
                }
                assertRejectedAsBusy(answer);
            }
            throw new AssertionError("always rejected as busy");
        };
    }

    /** Presses Create until the server is not busy; the form must keep the input each time. */
    public static Page create(Form form) {
        return create(form, again -> again);
    }

    /**
     * Presses Create with a change to each form, until the server is not busy.
     *
     * @param way the change to each form before it is sent
     */
    public static Page create(Form form, UnaryOperator<Form> way) {
        Page page = way.apply(form).press("create");
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (!CreatePage.FORM.is(page) || !page.source().contains(Messages.text("appPasswordErrorBusy"))) {
                return page;
            }
            Form again = CreatePage.FORM.on(page);
            assertThat(again.values("name").get(0).strip())
                    .isEqualTo(form.values("name").get(0).strip());
            assertThat(again.values("clients")).isEqualTo(form.values("clients"));
            assertThat(again.values("lifetimeDays")).isEqualTo(form.values("lifetimeDays"));
            page = way.apply(again).press("create");
        }
        throw new AssertionError("always rejected as busy");
    }

    /** Asserts that the answer says when the program may repeat the request. */
    public static void assertRejectedAsBusy(Answer answer) {
        answer.expect(503);
        assertThat(answer.error()).isEqualTo("temporarily_unavailable");
        assertThat(answer.header("Retry-After")).hasValue("1");
    }
}
