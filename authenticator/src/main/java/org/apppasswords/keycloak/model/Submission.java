package org.apppasswords.keycloak.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One submission of a form that creates an app password. The same form can arrive more than once, for example if the
 * user repeats a request whose response was lost.
 *
 * @param key identifies the form; not secret
 * @param replaces ID of an app password that is deleted in the same step; without effect if the user does not have it
 */
public record Submission(Optional<String> key, Optional<String> replaces) {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{16,64}");

    /** A submission that cannot be recognized if it is repeated. */
    public static final Submission UNKNOWN = new Submission(Optional.empty(), Optional.empty());

    /** Returns whether the text can be a key. */
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** Returns the first submission of a form. */
    public static Submission of(String key) {
        return new Submission(Optional.of(key), Optional.empty());
    }

    /** Returns this submission if it deletes an app password in the same step. */
    public Submission replacing(String id) {
        return new Submission(key, Optional.of(id));
    }
}
