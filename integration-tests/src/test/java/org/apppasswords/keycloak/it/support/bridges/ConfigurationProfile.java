package org.apppasswords.keycloak.it.support.bridges;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.PropertyListParser;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A configuration profile as Apple's devices read it. */
public final class ConfigurationProfile {

    private final NSDictionary profile;

    private ConfigurationProfile(NSDictionary profile) {
        this.profile = profile;
    }

    /** Parses a profile; fails unless it is a property list. */
    public static ConfigurationProfile parse(String content) {
        try {
            return new ConfigurationProfile(
                    (NSDictionary) PropertyListParser.parse(content.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError("not a property list: " + content, e);
        }
    }

    /** Returns a value of the profile itself. */
    public String value(String key) {
        return profile.get(key).toString();
    }

    /** Returns a value of the payload of this type. */
    public String value(String payloadType, String key) {
        return Stream.of(((NSArray) profile.get("PayloadContent")).getArray())
                .map(NSDictionary.class::cast)
                .filter(payload -> payload.get("PayloadType").toString().equals(payloadType))
                .map(payload -> payload.get(key).toString())
                .findFirst()
                .orElseThrow();
    }
}
