package org.apppasswords.keycloak.directory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.ReadableId;
import org.apppasswords.keycloak.federation.ReadableName;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.UserModel;

/**
 * Finds users by an exact value, including users of directories (federation), as Keycloak does for a sign-in. While a
 * directory does not respond, a user who is not found is not reported as missing: a mail server would reject the mail.
 */
final class UserLookups {

    static final String NO_RESPONSE = "A user directory does not respond. Try again.";

    /** Users with the same e-mail address, in realms that allow it. */
    private static final int MAX_WITH_EMAIL = 100;

    private final DirectoryCall call;

    UserLookups(DirectoryCall call) {
        this.call = call;
    }

    /**
     * Returns the visible user with this name, regardless of case.
     *
     * @throws ApiError if a directory does not respond
     */
    List<UserModel> byUsername(String username) {
        return visible(
                ReadableName.of(call.session(), username)
                        .map(name -> call.session().users().getUserByUsername(call.realm(), name))
                        .stream()
                        .toList());
    }

    /**
     * Returns the visible users with this e-mail address, regardless of case. There are several only in realms that
     * allow it.
     *
     * @throws ApiError if a directory does not respond
     */
    List<UserModel> byEmail(String email) {
        if (!ReadableName.isStorableAsEmail(call.session(), email)) {
            return visible(List.of());
        }
        return visible(call.realm().isDuplicateEmailsAllowed() ? allWithEmail(email) : oneWithEmail(email));
    }

    /**
     * Returns the visible user with this ID.
     *
     * @throws ApiError if the user's directory does not respond
     */
    Optional<UserModel> byId(String id) {
        List<UserModel> found =
                ReadableId.of(id).map(readable -> call.session().users().getUserById(call.realm(), readable)).stream()
                        .toList();
        return visible(found).stream().findFirst();
    }

    private List<UserModel> oneWithEmail(String email) {
        try {
            return Stream.ofNullable(call.session().users().getUserByEmail(call.realm(), email))
                    .toList();
        } catch (ModelDuplicateException duplicates) {
            // From a time when the realm allowed them.
            return allWithEmail(email);
        }
    }

    private List<UserModel> allWithEmail(String email) {
        String lowerCase = email.toLowerCase(Locale.ROOT);
        return call.session()
                .users()
                .searchForUserStream(
                        call.realm(), Map.of(UserModel.EMAIL, lowerCase, UserModel.EXACT, "true"), 0, MAX_WITH_EMAIL)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<UserModel> visible(List<UserModel> found) {
        List<UserModel> visible = found.stream().filter(call::isVisible).toList();
        UserDirectories directories = new UserDirectories(call.session(), call.realm());
        // Keycloak reports the users of a directory that does not respond as unknown or disabled.
        boolean unknown = found.isEmpty()
                ? directories.isAnyUnavailable()
                : visible.isEmpty() && found.stream().anyMatch(directories::isUnavailable);
        if (unknown) {
            throw new ApiError(ErrorCode.BUSY, NO_RESPONSE);
        }
        return visible;
    }
}
