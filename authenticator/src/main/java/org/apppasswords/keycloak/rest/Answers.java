package org.apppasswords.keycloak.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.UncheckedIOException;

/** Responses as these APIs give them: JSON that no cache keeps. */
public final class Answers {

    /** The header that says how to authenticate (RFC 9110, section 11.6.1). */
    public static final String CHALLENGE_HEADER = HttpHeaders.WWW_AUTHENTICATE;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {}

    /** 200 with this body. */
    public static Response ok(Object body) {
        return json(Status.OK, body).build();
    }

    /** 201 with this body. */
    public static Response created(Object body) {
        return json(Status.CREATED, body).build();
    }

    /** 204. */
    public static Response nothing() {
        return uncached(Status.NO_CONTENT).build();
    }

    /** This body with this status, to add to. */
    public static Response.ResponseBuilder json(Status status, Object body) {
        try {
            return uncached(status).type(MediaType.APPLICATION_JSON_TYPE).entity(MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 200 with this text, to add to. */
    public static Response.ResponseBuilder text(MediaType type, String text) {
        return uncached(Status.OK).type(type).entity(text);
    }

    private static Response.ResponseBuilder uncached(Status status) {
        return Response.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
