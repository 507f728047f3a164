package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.model.TypedUsername;
import org.apppasswords.keycloak.rest.ContentType;
import org.apppasswords.keycloak.rest.Required;
import org.apppasswords.keycloak.rest.StrictForm;
import org.apppasswords.keycloak.rest.StrictJson;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;

/**
 * A program's request: the user's credentials in the body, and those of the client where the token endpoint reads them.
 *
 * @param client credentials of the client
 * @param username user name or e-mail address, as {@link TypedUsername} reads it
 * @param password in plain text
 * @param wantsUserinfo whether the response shall contain the user's claims
 */
record ProgramRequest(ClientCredentials client, String username, String password, boolean wantsUserinfo) {

    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String USERINFO = "userinfo";
    private static final List<String> FIELDS = Stream.concat(
                    Stream.of(USERNAME, PASSWORD, USERINFO), ClientCredentials.FIELDS.stream())
            .toList();

    /**
     * Returns whether a request comes from a program, and not from a proxy. Only the header decides, because a proxy may
     * pass on a body that its user has written.
     */
    static boolean isOfProgram(HttpHeaders headers) {
        List<String> proxy = headers.getRequestHeader(ClientCredentials.PROXY_HEADER);
        return proxy == null || proxy.isEmpty();
    }

    /**
     * Reads the body, a form or JSON.
     *
     * @param body JSON; of a form, the server has already read the stream
     * @throws ApiError if it is something else, or lacks the user's name or password
     */
    static ProgramRequest read(KeycloakSession session, InputStream body) {
        HttpRequest request = session.getContext().getHttpRequest();
        HttpHeaders headers = request.getHttpHeaders();
        ContentType.requireUtf8(session, List.of(MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_JSON));
        if (ContentType.isJson(session)) {
            Body json = StrictJson.readBody(body, Body.class);
            return of(ClientCredentials.ofProgram(headers, Map.of()), json.username, json.password, json.userinfo);
        }
        Map<String, String> form = StrictForm.read(request.getDecodedFormParameters(), FIELDS);
        return of(
                ClientCredentials.ofProgram(headers, form),
                required(form, USERNAME),
                required(form, PASSWORD),
                readBoolean(form, USERINFO));
    }

    private static ProgramRequest of(ClientCredentials client, String username, String password, boolean userinfo) {
        return new ProgramRequest(client, TypedUsername.read(username), password, userinfo);
    }

    private static String required(Map<String, String> form, String field) {
        return Optional.ofNullable(form.get(field))
                .orElseThrow(() -> ApiError.invalidRequest(field + ": must be present"));
    }

    private static boolean readBoolean(Map<String, String> form, String field) {
        String value = form.getOrDefault(field, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw ApiError.invalidRequest(field + ": must be true or false");
        }
        return value.equals("true");
    }

    /** Without the password, because this text can end up in logs. */
    @Override
    public String toString() {
        return "ProgramRequest[" + username + "]";
    }

    private record Body(@Required String username, @Required String password, boolean userinfo) {

        @Override
        public String toString() {
            return "Body[" + username + "]";
        }
    }
}
