package org.apppasswords.keycloak.connection;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.UserModel;

/**
 * Whose device it is.
 *
 * @param email empty if the user has none
 * @param fullName empty if it is not known
 */
record Owner(String username, Optional<String> email, Optional<String> fullName) {

    static Owner of(UserModel user) {
        String fullName = Stream.of(Optional.ofNullable(user.getFirstName()), Optional.ofNullable(user.getLastName()))
                .flatMap(Optional::stream)
                .filter(name -> !name.isBlank())
                .collect(Collectors.joining(" "));
        return new Owner(user.getUsername(), given(user.getEmail()), given(fullName));
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }
}
