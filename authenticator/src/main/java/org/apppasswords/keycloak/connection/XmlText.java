package org.apppasswords.keycloak.connection;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document in the making, with whatever texts: what XML cannot hold is left out, and the rest is escaped. */
final class XmlText {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    /**
     * @param doctype the document type declaration; empty for none
     */
    XmlText(String doctype) {
        try {
            // The JDK's own: others, which an application server may bring along, differ in what they escape.
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            lineBreak();
            if (!doctype.isEmpty()) {
                xml.writeDTD(doctype);
                lineBreak();
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins an element with this attribute. */
    XmlText start(String name, String attribute, String value) {
        try {
            xml.writeStartElement(name);
            xml.writeAttribute(attribute, legal(value));
            lineBreak();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins an element. */
    XmlText start(String name) {
        try {
            xml.writeStartElement(name);
            lineBreak();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the element that began last. */
    XmlText end() {
        try {
            xml.writeEndElement();
            lineBreak();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An element with this text in it. */
    XmlText element(String name, String content) {
        try {
            xml.writeStartElement(name);
            xml.writeCharacters(legal(content));
            xml.writeEndElement();
            lineBreak();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An element with nothing in it. */
    XmlText element(String name) {
        try {
            xml.writeEmptyElement(name);
            lineBreak();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The document. */
    String document() {
        try {
            xml.writeEndDocument();
            xml.flush();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void lineBreak() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    // XML 1.0, section 2.2, without the controls that it allows.
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
