package org.apppasswords.ldap.config;

import java.util.logging.Level;

/** How to write the log. */
public record LogSettings(boolean isJson, Level level) {}
