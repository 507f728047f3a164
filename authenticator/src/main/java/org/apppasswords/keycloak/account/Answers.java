package org.apppasswords.keycloak.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.UncheckedIOException;

/** Responses as this API gives them: JSON that no cache keeps. */
final class Answers {

    static final String CHALLENGE_HEADER = HttpHeaders.WWW_AUTHENTICATE;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {}

    static Response ok(Object body) {
        return json(Status.OK, body).build();
    }

    static Response created(Object body) {
        return json(Status.CREATED, body).build();
    }

    static Response nothing() {
        return uncached(Status.NO_CONTENT).build();
    }

    static Response.ResponseBuilder json(Status status, Object body) {
        try {
            return uncached(status).type(MediaType.APPLICATION_JSON_TYPE).entity(MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Response.ResponseBuilder uncached(Status status) {
        return Response.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
