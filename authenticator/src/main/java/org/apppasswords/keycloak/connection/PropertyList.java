package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.Map;

/** Writes Apple's property lists in XML, according to {@code PropertyList-1.0.dtd}. */
final class PropertyList {

    private static final String DOCTYPE =
            "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">";

    private PropertyList() {}

    /**
     * Returns the document.
     *
     * @param dictionary values are strings, integers, booleans, lists and dictionaries
     */
    static String of(Map<String, ?> dictionary) {
        XmlText xml = new XmlText(DOCTYPE).start("plist", "version", "1.0");
        write(xml, dictionary);
        return xml.end().document();
    }

    private static void write(XmlText xml, Object value) {
        if (value instanceof Map<?, ?> dictionary) {
            xml.start("dict");
            dictionary.forEach((key, entry) -> {
                xml.element("key", key.toString());
                write(xml, entry);
            });
            xml.end();
        } else if (value instanceof List<?> array) {
            xml.start("array");
            array.forEach(entry -> write(xml, entry));
            xml.end();
        } else if (value instanceof Integer number) {
            xml.element("integer", number.toString());
        } else if (value instanceof Boolean bool) {
            xml.element(bool.toString());
        } else {
            xml.element("string", value.toString());
        }
    }
}
