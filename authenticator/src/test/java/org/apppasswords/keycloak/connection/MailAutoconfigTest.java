package org.apppasswords.keycloak.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class MailAutoconfigTest {

    private static final Attributes IMAP = Attributes.of("dovecot").with("imap.host", "imap.example.org");
    private static final Attributes SMTP =
            Attributes.of("postfix").with("smtp.host", "smtp.example.org").with("smtp.security", "starttls");

    @Test
    void theDocumentHasTheFormatThatProgramsRead() {
        Element root = parse(config(new MailAutoconfig(List.of("example.org"), "Example", true), IMAP, SMTP));

        assertThat(root.getTagName()).isEqualTo("clientConfig");
        assertThat(root.getAttribute("version")).isEqualTo("1.1");
        Element provider = children(root).get(0);
        assertThat(provider.getTagName()).isEqualTo("emailProvider");
        assertThat(provider.getAttribute("id")).isEqualTo("example.org");
        assertThat(children(provider))
                .extracting(Element::getTagName)
                .containsExactly("domain", "displayName", "displayShortName", "incomingServer", "outgoingServer");
        assertThat(provider.getElementsByTagName("domain").item(0).getTextContent())
                .isEqualTo("example.org");
        assertThat(server(provider, "incomingServer"))
                .containsExactly(
                        "imap",
                        "hostname=imap.example.org",
                        "port=993",
                        "socketType=SSL",
                        "username=%EMAILADDRESS%",
                        "authentication=password-cleartext");
        assertThat(server(provider, "outgoingServer"))
                .containsExactly(
                        "smtp",
                        "hostname=smtp.example.org",
                        "port=587",
                        "socketType=STARTTLS",
                        "username=%EMAILADDRESS%",
                        "authentication=password-cleartext");
    }

    @ParameterizedTest
    @CsvSource({
        "true, {username}, %EMAILADDRESS%",
        "false, {username}, %EMAILLOCALPART%",
        "false, {email}, %EMAILADDRESS%",
        "true, {email}, %EMAILADDRESS%",
        "true, {username}@mail, %EMAILLOCALPART%@mail",
        "false, {email}/{username}, %EMAILADDRESS%/%EMAILLOCALPART%"
    })
    void theUserNameIsOneThatTheServerAccepts(boolean loginWithEmail, String template, String username) {
        Attributes imap =
                Attributes.of("dovecot").with("imap.host", "imap.example.org").with("imap.username", template);

        assertThat(server(
                        children(parse(config(
                                        new MailAutoconfig(List.of("example.org"), "Example", loginWithEmail),
                                        imap,
                                        SMTP)))
                                .get(0),
                        "incomingServer"))
                .contains("username=" + username);
    }

    @Test
    void textsAreEscaped() {
        Element provider = children(parse(config(
                        new MailAutoconfig(List.of("a\"<&>"), "A & B <c> ]]> \u0000\u001b\"", true), IMAP, SMTP)))
                .get(0);

        assertThat(provider.getAttribute("id")).isEqualTo("a\"<&>");
        assertThat(provider.getElementsByTagName("displayName").item(0).getTextContent())
                .isEqualTo("A & B <c> ]]> \"");
    }

    @Test
    void everyMailDomainIsListed() {
        Element provider = children(parse(
                        config(new MailAutoconfig(List.of("example.org", "example.net"), "Example", true), IMAP, SMTP)))
                .get(0);

        assertThat(provider.getAttribute("id")).isEqualTo("example.org");
        assertThat(children(provider).stream()
                        .filter(child -> child.getTagName().equals("domain"))
                        .map(Element::getTextContent))
                .containsExactly("example.org", "example.net");
    }

    /** Thunderbird for Android rejects a document that has an unencrypted server. */
    @ParameterizedTest
    @CsvSource({
        "tls none, none tls, SSL, SSL",
        "none starttls, tls, STARTTLS, SSL",
        "none tls starttls, starttls, SSL STARTTLS, STARTTLS",
        "none, tls, plain, SSL",
        "tls, none, SSL, plain",
        "none none, none, plain plain, plain"
    })
    void unencryptedServersAreLeftOutBesideEncryptedOnes(
            String incoming, String outgoing, String incomingTypes, String outgoingTypes) {
        Attributes[] clients = Stream.concat(servers("imap", incoming), servers("smtp", outgoing))
                .toArray(Attributes[]::new);

        Element provider = children(parse(config(new MailAutoconfig(List.of("example.org"), "Example", true), clients)))
                .get(0);

        assertThat(socketTypes(provider, "incomingServer")).isEqualTo(incomingTypes);
        assertThat(socketTypes(provider, "outgoingServer")).isEqualTo(outgoingTypes);
    }

    private static Stream<Attributes> servers(String protocol, String securities) {
        return Arrays.stream(securities.split(" ", -1))
                .map(security -> Attributes.of(protocol + "-" + security)
                        .with(protocol + ".host", "mail.example.org")
                        .with(protocol + ".security", security));
    }

    private static String socketTypes(Element provider, String name) {
        return children(provider).stream()
                .filter(child -> child.getTagName().equals(name))
                .map(server -> server.getElementsByTagName("socketType").item(0).getTextContent())
                .collect(Collectors.joining(" "));
    }

    @Test
    void aDocumentRequiresServersOfBothKinds() {
        MailAutoconfig config = new MailAutoconfig(List.of("example.org"), "Example", true);

        assertThat(config.of(IMAP.templates())).isEmpty();
        assertThat(config.of(SMTP.templates())).isEmpty();
        assertThat(config.of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "example.org, example.org",
                "EXAMPLE.org, example.org",
                "sub.example.co.uk, sub.example.co.uk",
                "bücher.example, xn--bcher-kva.example",
                "localhost, -",
                "192.0.2.7, -",
                "a..org, -",
                "-a.org, -",
                "'a.org\" onload=\"', -",
                "'<b>.org', -",
                "'', -"
            })
    void onlyMailDomainsAreAccepted(String text, String domain) {
        assertThat(HostName.parseDomain(text)).isEqualTo(Optional.ofNullable(domain));
    }

    private static String config(MailAutoconfig config, Attributes... attributes) {
        return config.of(Arrays.stream(attributes)
                        .flatMap(client -> client.templates().stream())
                        .toList())
                .orElseThrow();
    }

    private static List<String> server(Element provider, String name) {
        Element server = (Element) provider.getElementsByTagName(name).item(0);
        return Stream.concat(
                        Stream.of(server.getAttribute("type")),
                        children(server).stream().map(child -> child.getTagName() + "=" + child.getTextContent()))
                .toList();
    }

    private static List<Element> children(Element parent) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast)
                .toList();
    }

    private static Element parse(String xml) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }
}
