package org.apppasswords.keycloak.it.support;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The English texts of the pages, by key. */
public final class Messages {

    private static final Properties BUNDLE = load();

    private Messages() {}

    /** The text with its parameters filled in. */
    public static String text(String key, Object... parameters) {
        String pattern = Objects.requireNonNull(BUNDLE.getProperty(key), key);
        return new MessageFormat(pattern, Locale.ENGLISH).format(parameters);
    }

    private static Properties load() {
        Properties bundle = new Properties();
        try (Reader reader = Files.newBufferedReader(ProjectFiles.ENGLISH_MESSAGES)) {
            bundle.load(reader);
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
