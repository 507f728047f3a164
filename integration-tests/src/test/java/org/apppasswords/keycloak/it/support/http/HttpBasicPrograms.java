package org.apppasswords.keycloak.it.support.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Programs that sign in over HTTP Basic: one that speaks SAML ECP, and the client of a Docker registry. */
public final class HttpBasicPrograms {

    /** Client ID of the SAML service provider. */
    public static final String SERVICE_PROVIDER = "https://sp.example.org/shibboleth";

    /** Client ID of the Docker registry. */
    public static final String REGISTRY = "registry";

    private final String realmUrl;

    public HttpBasicPrograms(String realmUrl) {
        this.realmUrl = realmUrl;
    }

    /** Signs in to the service provider {@link #SERVICE_PROVIDER}. */
    public HttpResponse<String> ecp(String username, String password) {
        String request = """
                <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>\
                <samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_request" Version="2.0" IssueInstant="%s" \
                AssertionConsumerServiceURL="https://sp.example.org/ecp" \
                ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:PAOS">\
                <saml:Issuer>%s</saml:Issuer></samlp:AuthnRequest></soap:Body></soap:Envelope>""".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), SERVICE_PROVIDER);
        return Http.send(HttpRequest.newBuilder(URI.create(realmUrl + "/protocol/saml"))
                .header("Content-Type", "text/xml")
                .header("Authorization", Http.basic(username, password))
                .POST(HttpRequest.BodyPublishers.ofString(request)));
    }

    /** Requests a token of the registry {@link #REGISTRY}. */
    public HttpResponse<String> docker(String username, String password) {
        return docker(HttpRequest.newBuilder().header("Authorization", Http.basic(username, password)));
    }

    /** Sends this request for a token, without other headers. */
    public HttpResponse<String> docker(HttpRequest.Builder request) {
        return Http.send(request.uri(dockerAddress()).GET());
    }

    /** Returns the address at which the registry's client requests a token. */
    public URI dockerAddress() {
        return URI.create(realmUrl + "/protocol/docker-v2/auth?account=any&service=" + REGISTRY
                + "&scope=repository:team/app:pull");
    }
}
