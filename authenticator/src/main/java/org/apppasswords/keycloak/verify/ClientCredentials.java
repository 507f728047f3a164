package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.keycloak.OAuth2Constants;
import org.keycloak.util.BasicAuthHelper;

/**
 * The credentials of a bridge's client, where Keycloak's client authentication reads them.
 *
 * @param authorization ID and secret as in HTTP Basic (RFC 6749, section 2.3.1); empty if they are in the form, or
 *     missing
 * @param form the fields of client authentication (RFC 6749, section 2.3.1, and RFC 7521, section 4.2)
 */
record ClientCredentials(Optional<String> authorization, Map<String, String> form) {

    /** Carries a proxy's client ID and secret, because {@code Authorization} carries the user's credentials. */
    static final String PROXY_HEADER = "X-Client-Authorization";

    /** The fields of a form that authenticate a client. */
    static final List<String> FIELDS = List.of(
            OAuth2Constants.CLIENT_ID,
            OAuth2Constants.CLIENT_SECRET,
            OAuth2Constants.CLIENT_ASSERTION_TYPE,
            OAuth2Constants.CLIENT_ASSERTION);

    /** Longer than any client ID and secret together. Unit: characters. */
    private static final int MAX_HEADER_LENGTH = 4096;

    /** Reads them from a proxy's request. Unreadable ones are left out, so they do not authenticate any client. */
    static ClientCredentials ofProxy(HttpHeaders request) {
        return new ClientCredentials(readable(request.getRequestHeader(PROXY_HEADER)), Map.of());
    }

    /**
     * Reads them from a program's request.
     *
     * @param fields the fields of its body
     * @throws ApiError if {@code Authorization} has another scheme than Basic, such as a bearer token, or if there are
     *     credentials of more than one kind (RFC 6749, section 2.3)
     */
    static ClientCredentials ofProgram(HttpHeaders request, Map<String, String> fields) {
        List<String> headers = request.getRequestHeader(HttpHeaders.AUTHORIZATION);
        Optional<String> authorization = readable(headers);
        if (authorization.isEmpty() && headers != null && !headers.isEmpty()) {
            throw ApiError.invalidRequest(
                    "Authorization: must be the client's ID and secret, with the scheme Basic (RFC 6749, section 2.3.1)");
        }
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.keySet().retainAll(FIELDS);
        boolean moreThanOne = Stream.of(
                                authorization.isPresent(),
                                form.containsKey(OAuth2Constants.CLIENT_SECRET),
                                form.containsKey(OAuth2Constants.CLIENT_ASSERTION))
                        .filter(Boolean::booleanValue)
                        .count()
                > 1;
        if (moreThanOne) {
            throw ApiError.invalidRequest("The client must authenticate itself in one way only.");
        }
        return new ClientCredentials(authorization, form);
    }

    /** Without the credentials, because this text can end up in logs. */
    @Override
    public String toString() {
        return "ClientCredentials" + form.keySet();
    }

    // If there are several headers, the proxy's own cannot be distinguished from the program's. Keycloak would log a
    // header that it cannot decode.
    private static Optional<String> readable(List<String> headers) {
        if (headers == null || headers.size() != 1 || headers.get(0).length() > MAX_HEADER_LENGTH) {
            return Optional.empty();
        }
        try {
            return BasicAuthHelper.RFC6749.parseHeader(headers.get(0)) == null
                    ? Optional.empty()
                    : Optional.of(headers.get(0));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
