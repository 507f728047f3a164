package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.AbstractMultivaluedMap;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keycloak.OAuth2Constants;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Presents a bridge's request as a direct grant (RFC 6749, section 4.3): the client in {@code Authorization} or in the
 * form, the user in the form, where Keycloak's client authentication and the steps of a direct-grant flow read them.
 * Hides the request's own body and cookies.
 */
final class DirectGrantRequest implements HttpRequest {

    private final HttpRequest request;
    private final HttpHeaders headers;
    private final MultivaluedMap<String, String> form;

    private DirectGrantRequest(HttpRequest request, HttpHeaders headers, MultivaluedMap<String, String> form) {
        this.request = request;
        this.headers = headers;
        this.form = form;
    }

    /** Returns the request for the authentication of the client, without a user. */
    static DirectGrantRequest of(HttpRequest request, ClientCredentials client) {
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        form.putSingle(OAuth2Constants.GRANT_TYPE, OAuth2Constants.PASSWORD);
        client.form().forEach(form::putSingle);
        return new DirectGrantRequest(request, new Headers(request.getHttpHeaders(), client.authorization()), form);
    }

    /** Returns the request for the flow. */
    DirectGrantRequest withUser(String username, String password) {
        MultivaluedMap<String, String> extended = new MultivaluedHashMap<>();
        form.forEach(extended::put);
        extended.putSingle(AuthenticationManager.FORM_USERNAME, username);
        extended.putSingle(CredentialRepresentation.PASSWORD, password);
        return new DirectGrantRequest(request, headers, extended);
    }

    @Override
    public String getHttpMethod() {
        return HttpMethod.POST;
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        return form;
    }

    @Override
    public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
        return new MultivaluedHashMap<>();
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return headers;
    }

    @Override
    public X509Certificate[] getClientCertificateChain() {
        return request.getClientCertificateChain();
    }

    @Override
    public UriInfo getUri() {
        return request.getUri();
    }

    @Override
    public boolean isProxyTrusted() {
        return request.isProxyTrusted();
    }

    private static final class HeaderMap extends AbstractMultivaluedMap<String, String> {

        HeaderMap(MultivaluedMap<String, String> headers) {
            super(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
            headers.forEach(this::put);
        }
    }

    private static final class Headers implements HttpHeaders {

        private final HttpHeaders original;
        private final MultivaluedMap<String, String> map;

        Headers(HttpHeaders original, Optional<String> client) {
            this.original = original;
            this.map = new HeaderMap(original.getRequestHeaders());
            map.remove(ClientCredentials.PROXY_HEADER);
            map.remove(AUTHORIZATION);
            map.remove(COOKIE);
            client.ifPresent(value -> map.putSingle(AUTHORIZATION, value));
        }

        @Override
        public List<String> getRequestHeader(String name) {
            return map.get(name);
        }

        @Override
        public String getHeaderString(String name) {
            List<String> values = map.get(name);
            return values == null ? null : String.join(",", values);
        }

        @Override
        public MultivaluedMap<String, String> getRequestHeaders() {
            return map;
        }

        @Override
        public List<MediaType> getAcceptableMediaTypes() {
            return original.getAcceptableMediaTypes();
        }

        @Override
        public List<Locale> getAcceptableLanguages() {
            return original.getAcceptableLanguages();
        }

        @Override
        public MediaType getMediaType() {
            return MediaType.APPLICATION_FORM_URLENCODED_TYPE;
        }

        @Override
        public Locale getLanguage() {
            return original.getLanguage();
        }

        @Override
        public Map<String, Cookie> getCookies() {
            return Map.of();
        }

        @Override
        public Date getDate() {
            return original.getDate();
        }

        @Override
        public int getLength() {
            return -1;
        }
    }
}
