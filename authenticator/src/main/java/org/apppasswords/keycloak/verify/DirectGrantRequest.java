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
import org.apppasswords.keycloak.authentication.BasicCredentials;
import org.keycloak.OAuth2Constants;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.util.BasicAuthHelper;

/**
 * Presents a proxy's request as a direct grant (RFC 6749, section 4.3): the client in {@code Authorization}, the user
 * in the form, where Keycloak's client authentication and the steps of a direct-grant flow read them. Hides the
 * request's own body and cookies.
 */
final class DirectGrantRequest implements HttpRequest {

    /** Longer than any client ID and secret together. Unit: characters. */
    private static final int MAX_CLIENT_HEADER_LENGTH = 4096;

    private final HttpRequest request;
    private final MultivaluedMap<String, String> form;
    private final HttpHeaders headers;

    private DirectGrantRequest(HttpRequest request, Optional<BasicCredentials> user) {
        this.request = request;
        this.form = form(user);
        this.headers = new Headers(request.getHttpHeaders());
    }

    /** Returns the request for the authentication of the client, without a user. */
    static HttpRequest ofClient(HttpRequest request) {
        return new DirectGrantRequest(request, Optional.empty());
    }

    /** Returns the request for the flow. */
    static HttpRequest ofUser(HttpRequest request, BasicCredentials user) {
        return new DirectGrantRequest(request, Optional.of(user));
    }

    private static MultivaluedMap<String, String> form(Optional<BasicCredentials> user) {
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        form.putSingle(OAuth2Constants.GRANT_TYPE, OAuth2Constants.PASSWORD);
        user.ifPresent(credentials -> {
            form.putSingle(AuthenticationManager.FORM_USERNAME, credentials.username());
            form.putSingle(CredentialRepresentation.PASSWORD, credentials.password());
        });
        return form;
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

        Headers(HttpHeaders original) {
            this.original = original;
            this.map = new HeaderMap(original.getRequestHeaders());
            List<String> client = map.remove(ProxyClient.HEADER);
            map.remove(AUTHORIZATION);
            map.remove(COOKIE);
            if (isReadable(client)) {
                map.putSingle(AUTHORIZATION, client.get(0));
            }
        }

        // If there are several headers, the proxy's own cannot be distinguished from the program's. Keycloak would log
        // a header that it cannot decode.
        private static boolean isReadable(List<String> client) {
            if (client == null || client.size() != 1 || client.get(0).length() > MAX_CLIENT_HEADER_LENGTH) {
                return false;
            }
            try {
                return BasicAuthHelper.RFC6749.parseHeader(client.get(0)) != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
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
