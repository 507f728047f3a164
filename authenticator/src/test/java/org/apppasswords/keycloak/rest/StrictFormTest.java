package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictFormTest {

    private static final List<String> FIELDS = List.of("a", "b");

    @Test
    void acceptedFieldsAreReturnedUnchanged() {
        assertThat(StrictForm.read(form("a", " 1\0"), FIELDS)).isEqualTo(Map.of("a", " 1\0"));
        assertThat(StrictForm.read(form("b", ""), FIELDS)).isEqualTo(Map.of("b", ""));
        assertThat(StrictForm.read(form("a", "s".repeat(StrictJson.MAX_LENGTH)), FIELDS))
                .containsOnlyKeys("a");
    }

    @Test
    void aMissingBodyHasNoFields() {
        assertThat(StrictForm.read(null, FIELDS)).isEmpty();
        assertThat(StrictForm.read(new MultivaluedHashMap<>(), FIELDS)).isEmpty();
    }

    static Stream<Arguments> rejections() {
        String unknown = "The body has an unknown field. Accepted fields: a, b";
        return Stream.of(
                arguments(form("c", "secret"), unknown),
                arguments(form("A", "secret"), unknown),
                arguments(form("", "secret"), unknown),
                arguments(form("{\"a\":\"secret\"}", ""), unknown),
                arguments(form("a", "1", "secret"), "a: must appear exactly once"),
                arguments(form("a", "secret", "secret"), "a: must appear exactly once"),
                arguments(
                        form("a", "s".repeat(StrictJson.MAX_LENGTH + 1)),
                        "The body must not be longer than 65536 characters."));
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void anythingElseIsRejectedWithoutRepeatingIt(MultivaluedMap<String, String> form, String description) {
        assertThatThrownBy(() -> StrictForm.read(form, FIELDS))
                .isInstanceOfSatisfying(
                        ApiError.class, error -> assertThat(error.description()).contains(description));
    }

    @Test
    void theLengthIsThatOfAllFieldsTogether() {
        MultivaluedMap<String, String> form = form("a", "s".repeat(StrictJson.MAX_LENGTH));
        form.add("b", "s");

        assertThatThrownBy(() -> StrictForm.read(form, FIELDS)).isInstanceOf(ApiError.class);
    }

    private static MultivaluedMap<String, String> form(String name, String... values) {
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        form.addAll(name, values);
        return form;
    }
}
