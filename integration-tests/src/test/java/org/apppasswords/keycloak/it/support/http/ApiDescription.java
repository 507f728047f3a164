package org.apppasswords.keycloak.it.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/**
 * {@code docs/openapi.yaml}: every answer must be one that it describes, and so must every request that is accepted.
 */
public final class ApiDescription {

    private static final OpenApiInteractionValidator DESCRIPTION = OpenApiInteractionValidator.createFor(
                    ProjectFiles.ROOT.resolve("docs/openapi.yaml").toUri().toString())
            .withBasePathOverride("/")
            .build();

    private ApiDescription() {}

    /**
     * Asserts that request and answer match the description.
     *
     * @param path path below the address of the API
     * @param query parameters, without duplicates
     * @param body the request's JSON, or {@code null} for none
     */
    static void assertDescribed(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            String body,
            HttpResponse<String> response) {
        assertDescribed(method, path, query, headers, "application/json", body, response);
    }

    /** Asserts the same of a request whose body has another media type. */
    static void assertDescribed(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            String contentType,
            String body,
            HttpResponse<String> response) {
        SimpleRequest.Builder request = new SimpleRequest.Builder(Request.Method.valueOf(method), path);
        headers.forEach(request::withHeader);
        query.forEach((name, value) -> request.withQueryParam(name, value));
        if (body != null) {
            request.withContentType(contentType).withBody(body);
        }
        ValidationReport report = response.statusCode() < 300
                ? DESCRIPTION.validate(request.build(), answer(response))
                : DESCRIPTION.validateResponse(path, Request.Method.valueOf(method), answer(response));
        assertNothingFound(report, method, path, response);
    }

    /** Asserts that the answer matches, for any request: the API accepts more than the description promises. */
    public static void assertAnswerDescribed(String method, String path, HttpResponse<String> response) {
        ValidationReport report = DESCRIPTION.validateResponse(path, Request.Method.valueOf(method), answer(response));
        assertNothingFound(report, method, path, response);
    }

    private static SimpleResponse answer(HttpResponse<String> response) {
        SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
        response.headers().map().forEach((name, values) -> answer.withHeader(name, values));
        if (!response.body().isEmpty()) {
            answer.withBody(response.body());
        }
        return answer.build();
    }

    private static void assertNothingFound(
            ValidationReport report, String method, String path, HttpResponse<String> response) {
        assertThat(report.getMessages())
                .as("%s %s: %d %s", method, path, response.statusCode(), response.body())
                .isEmpty();
    }
}
