package org.apppasswords.keycloak.connection;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.UserModel;

/**
 * The user whose device is set up.
 *
 * @param email empty if the user does not have one
 * @param fullName empty if it is unknown
 */
record Owner(String username, Optional<String> email, Optional<String> fullName) {

    static Owner of(UserModel user) {
        String fullName = Stream.of(Optional.ofNullable(user.getFirstName()), Optional.ofNullable(user.getLastName()))
                .flatMap(Optional::stream)
                .filter(name -> !name.isBlank())
                .collect(Collectors.joining(" "));
        return new Owner(user.getUsername(), nonBlank(user.getEmail()), nonBlank(fullName));
    }

    private static Optional<String> nonBlank(String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }
}
