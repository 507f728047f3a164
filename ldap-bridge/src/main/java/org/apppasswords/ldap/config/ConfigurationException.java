package org.apppasswords.ldap.config;

import java.util.List;

/** The configuration cannot be used. Lists all problems, each with the setting, what is wrong, and what is accepted. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
