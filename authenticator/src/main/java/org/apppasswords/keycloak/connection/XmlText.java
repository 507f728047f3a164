package org.apppasswords.keycloak.connection;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Builds an XML document from arbitrary text. Characters that XML does not allow are left out, and the others are
 * escaped.
 */
final class XmlText {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    /** @param doctype document type declaration; empty to leave it out */
    XmlText(String doctype) {
        try {
            // The JDK's own factory: the ones of application servers differ in what they escape.
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        writeLine(() -> xml.writeStartDocument("UTF-8", "1.0"));
        if (!doctype.isEmpty()) {
            writeLine(() -> xml.writeDTD(doctype));
        }
    }

    /** Starts an element with this attribute. */
    XmlText start(String name, String attribute, String value) {
        return writeLine(() -> {
            xml.writeStartElement(name);
            xml.writeAttribute(attribute, legal(value));
        });
    }

    /** Starts an element. */
    XmlText start(String name) {
        return writeLine(() -> xml.writeStartElement(name));
    }

    /** Ends the innermost element. */
    XmlText end() {
        return writeLine(xml::writeEndElement);
    }

    /** Adds an element with this text. */
    XmlText element(String name, String content) {
        return writeLine(() -> {
            xml.writeStartElement(name);
            xml.writeCharacters(legal(content));
            xml.writeEndElement();
        });
    }

    /** Adds an empty element. */
    XmlText element(String name) {
        return writeLine(() -> xml.writeEmptyElement(name));
    }

    /** Returns the document. */
    String document() {
        write(xml::writeEndDocument);
        return text.toString();
    }

    private interface Markup {
        void write() throws XMLStreamException;
    }

    private XmlText writeLine(Markup markup) {
        write(() -> {
            markup.write();
            xml.writeCharacters("\n");
        });
        return this;
    }

    private void write(Markup markup) {
        try {
            markup.write();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    // Keeps the characters of XML 1.0, section 2.2, except for control characters.
    private static String legal(String value) {
        return value.codePoints()
                .filter(c -> !Character.isISOControl(c)
                        && Character.getType(c) != Character.SURROGATE
                        && c != 0xFFFE
                        && c != 0xFFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
