package org.apppasswords.ldap.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which claim becomes which attribute.
 *
 * @param claims the claim of each attribute; a dot leads into a claim that is an object, for example {@code address.locality}
 * @param showsUnverifiedMail whether an e-mail address appears that Keycloak has not verified
 */
public record AttributeMapping(Map<String, String> claims, boolean showsUnverifiedMail) {

    private static final Pattern DOT = Pattern.compile("\\.");

    public AttributeMapping {
        claims = Map.copyOf(claims);
    }

    /** Returns the mapping that applies where the configuration does not change it. */
    public static Map<String, String> defaults() {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("cn", "name");
        claims.put("sn", "family_name");
        claims.put("givenName", "given_name");
        claims.put("displayName", "displayName");
        claims.put("mail", "email");
        claims.put("telephoneNumber", "phone_number");
        claims.put("preferredLanguage", "locale");
        claims.put("uidNumber", "uidNumber");
        claims.put("gidNumber", "gidNumber");
        claims.put("homeDirectory", "homeDirectory");
        claims.put("loginShell", "loginShell");
        return claims;
    }

    /** Returns the values of a claim as text; empty if it is absent or an object. */
    static List<String> values(JsonNode claims, String path) {
        JsonNode claim = claims.get(path);
        if (claim == null && path.indexOf('.') > 0) {
            claim = claims;
            for (String part : DOT.splitAsStream(path).toList()) {
                claim = claim.path(part);
            }
        }
        if (claim == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        if (claim.isArray()) {
            claim.forEach(item -> add(values, item));
        } else {
            add(values, claim);
        }
        return values;
    }

    private static void add(List<String> values, JsonNode claim) {
        if (claim.isValueNode() && !claim.isNull()) {
            values.add(claim.isBoolean() ? (claim.booleanValue() ? "TRUE" : "FALSE") : claim.asText());
        }
    }
}
