package org.apppasswords.keycloak.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.UncheckedIOException;

/** The responses of the APIs, which caches must not store. */
public final class Answers {

    /** Header with the authentication that the request requires (RFC 9110, section 11.6.1). */
    public static final String CHALLENGE_HEADER = HttpHeaders.WWW_AUTHENTICATE;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {}

    /** Returns 200 with a JSON body. */
    public static Response ok(Object body) {
        return json(Status.OK, body).build();
    }

    /** Returns 201 with a JSON body. */
    public static Response created(Object body) {
        return json(Status.CREATED, body).build();
    }

    /** Returns 204. */
    public static Response nothing() {
        return uncached(Status.NO_CONTENT).build();
    }

    /** Returns a builder of a response with a JSON body. */
    public static Response.ResponseBuilder json(Status status, Object body) {
        try {
            return uncached(status).type(MediaType.APPLICATION_JSON_TYPE).entity(MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a builder of a 200 response with a text. */
    public static Response.ResponseBuilder text(MediaType type, String text) {
        return uncached(Status.OK).type(type).entity(text);
    }

    private static Response.ResponseBuilder uncached(Status status) {
        return Response.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
