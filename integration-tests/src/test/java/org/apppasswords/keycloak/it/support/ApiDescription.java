package org.apppasswords.keycloak.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import java.net.http.HttpResponse;
import java.util.Map;

/** What {@code docs/openapi.yaml} promises. */
final class ApiDescription {

    private static final OpenApiInteractionValidator DESCRIPTION = OpenApiInteractionValidator.createFor(
                    ProjectFiles.ROOT.resolve("docs/openapi.yaml").toUri().toString())
            .withBasePathOverride("/")
            .build();

    private ApiDescription() {}

    /** Fails unless this is an answer that is described, and, where it was accepted, so is the request. */
    static void check(
            String method, String path, Map<String, String> headers, String body, HttpResponse<String> response) {
        SimpleRequest.Builder request = new SimpleRequest.Builder(Request.Method.valueOf(method), path);
        headers.forEach(request::withHeader);
        if (body != null) {
            request.withContentType("application/json").withBody(body);
        }
        SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
        response.headers().map().forEach((name, values) -> answer.withHeader(name, values));
        if (!response.body().isEmpty()) {
            answer.withBody(response.body());
        }
        boolean accepted = response.statusCode() < 300;
        assertThat(
                        accepted
                                ? DESCRIPTION
                                        .validate(request.build(), answer.build())
                                        .getMessages()
                                : DESCRIPTION
                                        .validateResponse(path, Request.Method.valueOf(method), answer.build())
                                        .getMessages())
                .as("%s %s: %d %s", method, path, response.statusCode(), response.body())
                .isEmpty();
    }
}
