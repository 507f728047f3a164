package org.apppasswords.keycloak.it.support;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The extension's texts in one language, as its message bundle has them. */
public final class Messages {

    private static final Path BUNDLES = ProjectFiles.ROOT.resolve("themes/src/main/resources/theme-resources/messages");
    private static final Messages ENGLISH = new Messages("en");

    private final Locale locale;
    private final Properties bundle = new Properties();

    /**
     * @param locale as a realm spells it, such as {@code zh-CN}
     */
    public Messages(String locale) {
        this.locale = Locale.forLanguageTag(locale);
        Path file = BUNDLES.resolve("messages_" + locale.replace('-', '_') + ".properties");
        try (Reader reader = Files.newBufferedReader(file)) {
            bundle.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The English text of a page, with its parameters filled in. */
    public static String text(String key, Object... parameters) {
        return ENGLISH.of(key, parameters);
    }

    /** The text of a page in this language, with its parameters filled in. */
    public String of(String key, Object... parameters) {
        return new MessageFormat(pattern(key), locale).format(parameters);
    }

    /** The text of the account console in this language, with its parameters filled in. */
    public String inConsole(String key, String... parameters) {
        String text = pattern(key);
        for (int i = 0; i < parameters.length; i++) {
            text = text.replace("{{" + i + "}}", parameters[i]);
        }
        return text;
    }

    private String pattern(String key) {
        return Objects.requireNonNull(bundle.getProperty(key), key);
    }
}
