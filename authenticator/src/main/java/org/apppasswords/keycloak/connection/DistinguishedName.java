package org.apppasswords.keycloak.connection;

import java.nio.charset.StandardCharsets;

/** Distinguished names as LDAP programs take them (RFC 4514). */
final class DistinguishedName {

    private static final String SPECIAL = "\"+,;<>\\=";

    private DistinguishedName() {}

    /** The value such that it means itself within a name (RFC 4514, section 2.4). */
    static String escapeValue(String value) {
        StringBuilder escaped = new StringBuilder();
        int last = value.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = value.charAt(i);
            boolean atAnEnd = (c == ' ' && (i == 0 || i == last)) || (c == '#' && i == 0);
            if (Character.isISOControl(c)) {
                for (byte octet : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(String.format("\\%02x", octet));
                }
            } else if (atAnEnd || SPECIAL.indexOf(c) >= 0) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
