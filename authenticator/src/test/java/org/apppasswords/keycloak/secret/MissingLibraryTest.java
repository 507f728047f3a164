package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

/** A server in FIPS mode: our classes without the part of Bouncy Castle that is missing in that mode. */
class MissingLibraryTest {

    @Test
    void rejectsTheFormatsThatTheServerCannotCheckAndReadsTheOthers() throws Exception {
        try (URLClassLoader server = new ServerWithoutLibraries()) {
            Method read = server.loadClass(PasswordHashParser.class.getName()).getMethod("parse", String.class);

            for (String written : new String[] {
                "$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$6$abcdefgh$YoYvNq6JNibzusWt70o4RdufAeuEvkZ7wTCXG9tkVml7701GfeG9nJFZZfuzFI3mxQUcRra835SC9qo6mwdTd0",
                "$5$abcdefgh$iRubQ6ncPiiZvXgeccuhs1nC6Kw/Fkyzm0bszx5XpvA"
            }) {
                assertThatThrownBy(() -> read.invoke(null, written))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .satisfies(rejection -> assertThat(rejection.getClass().getName())
                                .isEqualTo(UnsupportedHashException.class.getName()))
                        .hasMessageContaining("this server cannot check");
            }
            for (String written : new String[] {
                "{PBKDF2}10000$EGeSrjiGP7gvRvY5T.fvjA$OBC0t/BW7TDKFVPN.5Fu4dzZ9RY",
                "{SSHA256}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul"
            }) {
                assertThatCode(() -> read.invoke(null, written)).doesNotThrowAnyException();
            }
        }
    }

    private static final class ServerWithoutLibraries extends URLClassLoader {

        ServerWithoutLibraries() {
            super(
                    new URL[] {
                        ImportedHash.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    ClassLoader.getPlatformClassLoader());
        }
    }
}
