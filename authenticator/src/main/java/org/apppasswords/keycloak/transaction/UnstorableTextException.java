package org.apppasswords.keycloak.transaction;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reports that the database's character set lacks a character of the text to be stored. Nothing was changed; a retry
 * does not help.
 */
public final class UnstorableTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** MariaDB and MySQL: "incorrect string value". */
    private static final int INCORRECT_VALUE = 1366;

    /** MariaDB and MySQL: "illegal mix of collations", in a look-up before the text would be stored. */
    private static final int ILLEGAL_MIX = 1267;

    /** PostgreSQL: "untranslatable character". */
    private static final String UNTRANSLATABLE_CHARACTER = "22P05";

    /** More than Keycloak, Hibernate, the transaction manager and the driver wrap around each other. */
    private static final int MAX_CAUSES = 20;

    UnstorableTextException() {
        super("the database cannot store a character of the text", null, false, false);
    }

    /** Returns whether this is why the transaction failed. */
    public static boolean isCauseOf(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES)
                .anyMatch(cause -> cause instanceof SQLException error
                        && (error.getErrorCode() == INCORRECT_VALUE
                                || error.getErrorCode() == ILLEGAL_MIX
                                || UNTRANSLATABLE_CHARACTER.equals(error.getSQLState())));
    }
}
