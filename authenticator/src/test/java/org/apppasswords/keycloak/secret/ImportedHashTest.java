package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known answers: the program named above each hash created it, on Debian 12. */
class ImportedHashTest {

    private static final String PASSWORD = "Grüße, Mail 7!";

    // doveadm pw -s ... -p 'Grüße, Mail 7!' (Dovecot 2.3.19)
    private static final String DOVECOT_BLF_CRYPT =
            "{BLF-CRYPT}$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";

    @ParameterizedTest
    @ValueSource(
            strings = {
                // doveadm pw -s BLF-CRYPT, and with -r 8
                DOVECOT_BLF_CRYPT,
                "{BLF-CRYPT}$2y$08$J4WzV80oCIzAhNlwHA6J4ultgC1rRhBcxeFF9D0BgRdx2.H8XvsbW",
                // htpasswd -bnBC 5 u 'Grüße, Mail 7!' (Apache 2.4)
                "$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                // mkpasswd -m bcrypt-a -R 5, and -m bcrypt -R 5 (whois 5.5)
                "$2a$05$29W/O.1E27I9l/i7sAkDSOqvjSsGpAD0gZycg3kISSb3ko8ZTWBlS",
                "{CRYPT}$2b$05$2dsGiLh/fygNFSAYji7J7uJ8q/u0ed9ub3kUux.zP50QrvpgaWctS",
                // the same as htpasswd's, as Nextcloud's Hasher stores it
                "1|$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                // doveadm pw -s ARGON2ID, and -s ARGON2I
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$jmhNTvXO4joQhDREj53OFw$JXwjZFv6uH/Sxcuzydt5mXu0XBKZTIed0jXOJBaJeFQ",
                "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$ODJhmpJdXsw0v4NCqx0Fdg$yDZ2Rj232rmFavIzG3S6RekRpYhGSVtrWyCsXjCGwqI",
                // slappasswd -o module-load=argon2 -h '{ARGON2}' (OpenLDAP 2.5)
                "{ARGON2}$argon2i$v=19$m=4096,t=3,p=1$4sp1L4DvC//47fwJvAkkTQ$aUfRzhULp8wJlMTFr5yTwNTFmKgOLGZ8afLDyN4A8H0",
                // printf %s 'Grüße, Mail 7!' | argon2 somesalt-16bytes -id -t 2 -m 12 -p 1 -l 32 -e, and with -i
                "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2i$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$8VKPxyjuID+Zw2vWcovPmUFxN/zRlUSc400usogeLeo",
                // ... -id -t 3 -m 14 -p 4 -l 24 -e, and -i -t 3 -m 12 -p 1 -l 32 -v 10 -e
                "$argon2id$v=19$m=16384,t=3,p=4$c29tZXNhbHQtMTZieXRlcw$codMsqlhK08LGXGoAuwXS9N3hfCit9/J",
                "$argon2i$v=16$m=4096,t=3,p=1$c29tZXNhbHQtMTZieXRlcw$+07e9NE+PvXokK9OIbT7YLlC9tkxvXuf4RLzAv0HkkE",
                // the same without the number of the first version, and as Nextcloud's Hasher stores it
                "$argon2i$m=4096,t=3,p=1$c29tZXNhbHQtMTZieXRlcw$+07e9NE+PvXokK9OIbT7YLlC9tkxvXuf4RLzAv0HkkE",
                "3|$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                // doveadm pw -s PBKDF2, and with -r 20000
                "{PBKDF2}$1$d8krYNeKFG6Xi.ma$5000$1013639da116b525a2aa25f10d064fa94096ff94",
                "{PBKDF2}$1$p.4ebRkXdhgFjm.L$20000$34f7d3559bbcfe83cea95d1c0e04a4f4cb7f0634",
                // slappasswd -o module-load=pw-pbkdf2 -h '{PBKDF2}', -SHA1, -SHA256, -SHA512
                "{PBKDF2}10000$EGeSrjiGP7gvRvY5T.fvjA$OBC0t/BW7TDKFVPN.5Fu4dzZ9RY",
                "{PBKDF2-SHA1}10000$lUDg03ueKyMGEP..31xiNQ$HBhA7vO9sPM8Ly/u3EnJAzCGZuY",
                "{PBKDF2-SHA256}10000$aYZUmK8gobMbxYCu077sOw$mBwpfDwP2iTcZebMnei0vW3fPyBybp2RqAaQOxG6Nfo",
                "{PBKDF2-SHA512}10000$Mgz5PFJ643s6wEnlUZLuLg$05H1quDg.FMEOE7ggTOJ9Nl0JZRwC47FUt4cuhNCR4tS0SKgkKb52rZq0SOSreXabCR.bjSA3Lq5FNxnPWl/GA",
                // doveadm pw -s SSHA256, -s SSHA512, -s SSHA256.HEX, -s SSHA512.HEX
                "{SSHA256}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul",
                "{SSHA512}50K0qqPLABF2KUQEokIFVPD7D6FrFx5P0iMFDnLObTvAH8Hpuwcr79ceTR2qXkq/gZbgyoWMO/SgOW/KVFCdSUHJJdI=",
                "{SSHA256.HEX}796de58db0679035e0ca265a49db6bb58b9a2e2fadfc1cce7f3068009ce2b27ce3049d75",
                "{SSHA512.HEX}e32e505c28d1c3c8fd27f69073a911566c0715a0a7f451c4a76bb8b5c5d756872f5b533ce82f2857e9e700ef7e158b045fe2a893f99343350d36dc4604afd915738777e7",
                // slappasswd -o module-load=pw-sha2 -h '{SSHA256}', and '{SSHA512}'
                "{SSHA256}LoKMxs80Lxmf017LiWrtsj6CjKKIvJZUwmtPVHUI/5yqOG1gEvOGCQ==",
                "{ssha512}BbegAkffpB/M1IXKYmkENWeg90LGwtyajUtf6GrW5GDKX0H6cRHVdbD4ymJy9z8hs7Ljg1QVcl0eqI42OVHBFh/z8q1IGFmW",
                // doveadm pw -s SHA512-CRYPT, and with -r 20000
                "{SHA512-CRYPT}$6$NcA.soBP2h4PGvv9$9vpfmAlNsPK0SMs.LWXYB9Ct4vdnp1nBhhOP3c1HBVLqgvnG4w6czOH3GqWvtqvpH3DLoNpFo.LtHqG/9b5Co0",
                "{SHA512-CRYPT}$6$rounds=20000$LFLRFQa2Rk8CErSu$jwAaB7CNIJUEgXKUfeViwpQtuyoSgANEj9xt3Cf6DRrSkGUp4d8SWWF/rFXp.5Y0lTzTppmHeON0Uiv.O9MkP1",
                // mkpasswd -m sha-512 (whois), openssl passwd -6 -salt abcdefgh, slappasswd -h '{CRYPT}' -c '$6$%.16s'
                "$6$3MxwyIoHS3qHIJYQ$qlSQxvSof0kH1WmS3b/y94cgGgQyX2Ac7rEJRwSgQ8ZY8VwDK622mfhfB95w6K7zc4LHnDHUskOGB/WMX/ktK0",
                "$6$abcdefgh$YoYvNq6JNibzusWt70o4RdufAeuEvkZ7wTCXG9tkVml7701GfeG9nJFZZfuzFI3mxQUcRra835SC9qo6mwdTd0",
                "{CRYPT}$6$vbmRatgkrjgy0zYF$.wHNTTnfmCmEnMt.VproUZALyBIXL9W.Pn6Tu7qweul3E1SmWW4vgaF5ERqNdMLgystdFAUFUrqQJ8quPl8el/",
                // doveadm pw -s SHA256-CRYPT, and with -r 20000; openssl passwd -5 -salt abcdefgh
                "{SHA256-CRYPT}$5$is7C3nRAEzdns4Po$8aWqkF89epa74T7ZzWw7N.BxhVX11czVzsHUWidGUqC",
                "{SHA256-CRYPT}$5$rounds=20000$mvFDutrVMxmYE1qg$cku6KZmjh1hFIt2ufSnQ9IqIf5BMeUK4fOCu80ck7x0",
                "{CRYPT}$5$abcdefgh$iRubQ6ncPiiZvXgeccuhs1nC6Kw/Fkyzm0bszx5XpvA",
                // crypt(3) with the setting of Mailu's application passwords
                "$5$rounds=1000$saltsaltsalt$RsehArvcYNoCTAVPpJPbHTPEHI4H8Nm/EJAB4N41j/7",
                // the hash of openssl passwd -6, and doveadm's, as Stalwart stores an app password named "phone"
                "$app$cGhvbmU=$$6$abcdefgh$YoYvNq6JNibzusWt70o4RdufAeuEvkZ7wTCXG9tkVml7701GfeG9nJFZZfuzFI3mxQUcRra835SC9qo6mwdTd0",
                "$app$cGhvbmU=${SSHA256}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul",
                // Python's hashlib.pbkdf2_hmac, as Stalwart 0.16 writes it
                "$pbkdf2-sha256$i=1000,l=32$AAECAwQFBgcICQoLDA0ODw$5bWjpqcEuC5zSe/uFxSSn8aW238WGpXTHL/qYjLA6cw",
                "{PBKDF2}$pbkdf2-sha256$i=1000$AAECAwQFBgcICQoLDA0ODw$5bWjpqcEuC5zSe/uFxSSn8aW238WGpXTHL/qYjLA6cw",
                // from a file with Windows line ends
                "$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6\r",
                "{SSHA512.HEX}e32e505c28d1c3c8fd27f69073a911566c0715a0a7f451c4a76bb8b5c5d756872f5b533ce82f2857e9e700ef7e158b045fe2a893f99343350d36dc4604afd915738777e7\r\n"
            })
    void matchesThePasswordThatAnotherProgramHashed(String written) throws UnsupportedHashException {
        ImportedHash hash = PasswordHashParser.parse(written);

        assertThat(matches(hash, PASSWORD)).isTrue();
        assertThat(matches(hash, PASSWORD + " ")).isFalse();

        // Read back from the store, it is the same.
        ImportedHash stored = PasswordHashParser.parseStored(hash.algorithm(), hash.text());
        assertThat(Verifier.of(stored)).isEqualTo(Verifier.of(hash));
        assertThat(hash.toString()).endsWith("[hidden]");
        assertThat(Verifier.of(hash).toString()).doesNotContain(hash.text());
    }

    @Test
    void bcryptUsesTheFirst72Bytes() throws UnsupportedHashException {
        String long72 = "x".repeat(72);
        // doveadm pw -s BLF-CRYPT -p xxx...xtail; htpasswd -nbB -C 4 u xxx...x
        for (String written : new String[] {
            "{BLF-CRYPT}$2y$05$vVp5FNLenXIECU5a7OGp/.A2mrihxVTHwgrWlVirbCt4Uh/ZBf/Rq",
            "$2y$04$xfQaQJUaUYyBPxCavhXALee1K/I3UM5PPzr8QGsHXNAVjQrJ/ePfq"
        }) {
            ImportedHash hash = PasswordHashParser.parse(written);
            assertThat(matches(hash, long72)).isTrue();
            assertThat(matches(hash, long72 + "tail")).isTrue();
            assertThat(matches(hash, "x".repeat(71))).isFalse();
        }
    }

    @Test
    void bcryptDoesNotMatchTheRepeatedPassword() throws UnsupportedHashException {
        // doveadm pw -s BLF-CRYPT -p ab
        ImportedHash hash =
                PasswordHashParser.parse("{BLF-CRYPT}$2y$05$A.P9wXUp.gNHr20NBGEqUeP9q4bNpRGBQZgkxco4vpthvs7Ry/QoK");

        assertThat(matches(hash, "ab")).isTrue();
        assertThat(matches(hash, "abab")).isFalse();
        // With a NUL character in between, the key would be the same, so TypedPassword returns nothing for such input.
        assertThat(TypedPassword.read("ab\0ab").exactly()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                // bits set that belong to neither salt nor hash: the last character of each
                "$2y$05$SHN.3AFcztwqPUJXVaFkCPtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$2y$05$SHN.3AFcztwqPUJXVaFkCdtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl9"
            })
    void bcryptIgnoresTheUnusedBits(String written) throws UnsupportedHashException {
        ImportedHash hash = PasswordHashParser.parse(written);

        assertThat(matches(hash, PASSWORD)).isTrue();
        assertThat(matches(hash, PASSWORD + " ")).isFalse();
        assertThat(hash.text()).isEqualTo("$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6");
    }

    @Test
    void aNextcloudTokenIsSaltedWithTheSecretOfTheInstallation() throws UnsupportedHashException {
        // printf %s 'tXkPa-4fGhJ-9mNbV-cXz2A-sDfGhinstance-secret-of-forty-eight-characters-123456' | sha512sum
        String token =
                "a64a7ccc240d1a4986c65d9bb16618979c934381af09fbb4f2a6dc7c2e24789bb08b72facc86468e90987b5f95851b50"
                        + "7655cb03a884c46d88fa076ea332f4e5";
        String secret = "instance-secret-of-forty-eight-characters-123456";
        String hex = token + HexFormat.of().formatHex(secret.getBytes(StandardCharsets.US_ASCII));

        ImportedHash hash = PasswordHashParser.parse("{SSHA512.HEX}" + hex);

        assertThat(matches(hash, "tXkPa-4fGhJ-9mNbV-cXz2A-sDfGh")).isTrue();
        assertThat(matches(hash, "tXkPa-4fGhJ-9mNbV-cXz2A-sDfGi")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // too slow, or too much memory
                "$2y$15$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$2y$31$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$2y$99$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=999999999,t=1,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=65536,t=17,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=8,t=999999999,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=4096,t=2,p=17$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=9999999999,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "{PBKDF2}$1$d8krYNeKFG6Xi.ma$2000001$1013639da116b525a2aa25f10d064fa94096ff94",
                "{PBKDF2-SHA256}999999999$aYZUmK8gobMbxYCu077sOw$mBwpfDwP2iTcZebMnei0vW3fPyBybp2RqAaQOxG6Nfo",
                "$5$rounds=1000001$mvFDutrVMxmYE1qg$cku6KZmjh1hFIt2ufSnQ9IqIf5BMeUK4fOCu80ck7x0",
                "$pbkdf2-sha256$i=2000001,l=32$AAECAwQFBgcICQoLDA0ODw$5bWjpqcEuC5zSe/uFxSSn8aW238WGpXTHL/qYjLA6cw",
                "$6$rounds=1000001$LFLRFQa2Rk8CErSu$jwAaB7CNIJUEgXKUfeViwpQtuyoSgANEj9xt3Cf6DRrSkGUp4d8SWWF/rFXp.5Y0lTzTppmHeON0Uiv.O9MkP1",
                // longer than the digest: each block costs all iterations again
                "{PBKDF2}1000$EGeSrjiGP7gvRvY5T.fvjA$05H1quDg.FMEOE7ggTOJ9Nl0JZRwC47FUt4cuhNCR4tS0SKgkKb52rZq0SOSreXabCR.bjSA3Lq5FNxnPWl/GA",
                // no cost at all
                "$2y$00$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$argon2id$v=19$m=0,t=0,p=0$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=15,t=2,p=2$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "{PBKDF2}0$EGeSrjiGP7gvRvY5T.fvjA$OBC0t/BW7TDKFVPN.5Fu4dzZ9RY",
                "$5$rounds=999$mvFDutrVMxmYE1qg$cku6KZmjh1hFIt2ufSnQ9IqIf5BMeUK4fOCu80ck7x0",
                "$6$rounds=999$LFLRFQa2Rk8CErSu$jwAaB7CNIJUEgXKUfeViwpQtuyoSgANEj9xt3Cf6DRrSkGUp4d8SWWF/rFXp.5Y0lTzTppmHeON0Uiv.O9MkP1",
                // cut off, so that many passwords would match
                "$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl",
                "$2y$05$SHN.3AFcztwqPUJXVaFkCO",
                "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$1k",
                "$argon2id$v=19$m=4096,t=2,p=1$c29t$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$",
                "{PBKDF2}10000$EGeSrjiGP7gvRvY5T.fvjA$OBA",
                "{PBKDF2}10000$EGeS$OBC0t/BW7TDKFVPN.5Fu4dzZ9RY",
                "{PBKDF2}$1$d8krYNeKFG6Xi.ma$5000$10",
                "{SSHA256}P1VT",
                "{SSHA256}ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
                "{SSHA512}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul",
                "{SSHA512}",
                "$6$NcA.soBP2h4PGvv9$9vpfmAlNsPK0SMs",
                "$5$is7C3nRAEzdns4Po$8aWqkF89epa74T7ZzWw7N",
                "$app$cGhvbmU=$",
                "$app$cGhvbmU=$hunter2hunter2",
                "$app$cGhvbmU=$$app$cGhvbmU=$$5$abcdefgh$iRubQ6ncPiiZvXgeccuhs1nC6Kw/Fkyzm0bszx5XpvA",
                // not the format that the scheme names
                "{BLF-CRYPT}$6$NcA.soBP2h4PGvv9$9vpfmAlNsPK0SMs.LWXYB9Ct4vdnp1nBhhOP3c1HBVLqgvnG4w6czOH3GqWvtqvpH3DLoNpFo.LtHqG/9b5Co0",
                "{SSHA256}not Base64 at all, not even approximately, as is easy to see",
                "{SSHA256.HEX}zz",
                "{BLF-CRYPT}{BLF-CRYPT}$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO",
                "4|$2y$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$2x$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$argon2d$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$qeE3wgQj0dbWHbvJrTdPpXU751xBXv/eda6Gn6eK8EA",
                "$2y$05$SHN.3AFcztwqPUJXVaFkCO\ntw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                // schemes that are not supported
                "{SSHA}xrjsq1ByBlTwOingF1wfN8wKL1KILShK",
                "{MD5-CRYPT}$1$u6RTHBlw$wVuIqFIwk8aSHpq9l7C3c.",
                "{CRYPT}$1$u6RTHBlw$wVuIqFIwk8aSHpq9l7C3c.",
                "{PLAIN}hunter2hunter2",
                "hunter2hunter2",
                "{}x",
                "",
            })
    void rejectsHostileTruncatedAndUnknownHashesWithoutRepeatingThem(String written) {
        assertThatThrownBy(() -> PasswordHashParser.parse(written))
                .isInstanceOf(UnsupportedHashException.class)
                .message()
                .doesNotContain("hunter2")
                .satisfies(message -> assertThat(written.length() < 12 || !message.contains(written.substring(12)))
                        .isTrue());
    }

    @Test
    void rejectsAVeryLongTextBeforeParsingIt() {
        assertThatThrownBy(() -> PasswordHashParser.parse("{SSHA512}" + "A".repeat(1_000_000)))
                .isInstanceOf(UnsupportedHashException.class)
                .hasMessageContaining("longer");
    }

    // The hashes were created by doveadm pw, and by crypt(3) with these settings.
    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '"', textBlock = """
            {SSHA}xrjsq1ByBlTwOingF1wfN8wKL1KILShK "the scheme SSHA is too weak to import"
            {SHA1}DRHdijfl2jefq1bDQJJNJoW8dLI= "the scheme SHA1 is too weak to import"
            {sha}DRHdijfl2jefq1bDQJJNJoW8dLI= "the scheme SHA is too weak to import"
            {SHA256}KTpRa6g5n3aZIKhzkjo/ksnhiyVZP8UcHEg1T54bKKQ= "the scheme SHA256 is too weak to import"
            {SHA512.B64}b7mK5RIFNcCwluz4zRNh6IEMEgnujUdbvDGjFMmpYll6khnnlhZazU6UIZIIoLH9FbmGYA4Q/dbwgFevoIJ7Sw== "the scheme SHA512.B64 is too weak to import"
            {SSHA512.HEX}6fb98ae5120535c0b096ecf8cd1361e8810c1209ee8d475bbc31a314c9a962597a9219e796165acd4e94219208a0b1fd15b986600e10fdd6f08057afa0827b4b "a hash without a salt is too weak to import"
            6fb98ae5120535c0b096ecf8cd1361e8810c1209ee8d475bbc31a314c9a962597a9219e796165acd4e94219208a0b1fd15b986600e10fdd6f08057afa0827b4b "SHA-512 without a salt is too weak to import"
            293a516ba8399f769920a873923a3f92c9e18b25593fc51c1c48354f9e1b28a4 "SHA-256 without a salt is too weak to import"
            0d11dd8a37e5da379fab56c340924d2685bc74b2 "SHA-1 without a salt is too weak to import"
            2bf94800799f614825d8d41aac217d68 "MD5 or NTLM without a salt is too weak to import"
            aad3b435b51404eeaad3b435b51404ee:e4aee30b7a8e8f689ea3c9d2cc7aa73e "LM and NTLM is too weak to import"
            *0D11DD8A37E5DA379FAB56C340924D2685BC74B2 "the hash of MySQL is too weak to import"
            {MD5}$1$XLsrn6Cz$radVw1FO4eozYcgbjwg6N0 "the scheme MD5 is too weak to import"
            {MD5-CRYPT}$1$0bdCmqEb$BYwjdES0aIJFYVjnk3Nxx0 "the scheme MD5-CRYPT is too weak to import"
            {PLAIN-MD5}2bf94800799f614825d8d41aac217d68 "the scheme PLAIN-MD5 is too weak to import"
            {LDAP-MD5}K/lIAHmfYUgl2NQarCF9aA== "the scheme LDAP-MD5 is too weak to import"
            {SMD5}89U+XjKXjOXR+piM6rBtTCUhj8M= "the scheme SMD5 is too weak to import"
            {CRAM-MD5}2d4d6f337cd89c49a139ec3444528815d972d359eb9f2354d9cd9f10d6dd0de6 "the scheme CRAM-MD5 is too weak to import"
            {DIGEST-MD5}e5d3b42a54a4362ed3467ff60c8780d0 "the scheme DIGEST-MD5 is too weak to import"
            {PLAIN-MD4}e4aee30b7a8e8f689ea3c9d2cc7aa73e "the scheme PLAIN-MD4 is too weak to import"
            {NTLM}e4aee30b7a8e8f689ea3c9d2cc7aa73e "the scheme NTLM is too weak to import"
            {LANMAN}aad3b435b51404eeaad3b435b51404ee "the scheme LANMAN is too weak to import"
            {DES-CRYPT}9sGLn5BHLESTo "the scheme DES-CRYPT is too weak to import"
            {CRYPT}abkpzmEPq4NEA "DES-crypt is too weak to import"
            {CRYPT}_J9..rasm4WFyZ3jdXp6 "extended DES-crypt is too weak to import"
            {CRYPT}$1$u6RTHBlw$wVuIqFIwk8aSHpq9l7C3c. "MD5-crypt ($1$) is too weak to import"
            $apr1$u6RTHBlw$wVuIqFIwk8aSHpq9l7C3c. "MD5-crypt of Apache ($apr1$) is too weak to import"
            $md5,rounds=1000$saltsalt$$Ebq5hhL4iX30SxoqlqhL00 "MD5-crypt of Sun ($md5) is too weak to import"
            $3$$a3b07b30e9d3eff79b568d9604d25f0e "NTLM ($3$) is too weak to import"
            $P$B12345678saltsaltsaltsaltsalt.. "phpass ($P$ or $H$) is too weak to import"
            $sha1$1000$saltsalt$Kl3nmP4T31r8hC39z7EJvWsaA9iK "SHA1-crypt ($sha1$) is not supported"
            {CRYPT}$y$j9T$F5Jx5fExrKuPp53xLKQ..1$pwHN5Gq2VGL5Ua5tARvvhqPBAiucmk67Qr2FC2/meR4 "yescrypt ($y$) is not supported"
            $gy$j9T$F5Jx5fExrKuPp53xLKQ..1$tt7fwmIymOFEflHcqRLUvcETYrufYJb7.OuSVqKzRU8 "gost-yescrypt ($gy$) is not supported"
            $7$CU..../....2Q9obwLhin8qvQl6sisAO/$gXprlz7fJZn6Xby.diVq9sJH8Wg2sN1VPoTT7mIdKKD "scrypt ($7$) is not supported"
            $scrypt$ln=17,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$5bWjpqcEuC5zSe/uFxSSn8aW238WGpXTHL/qYjLA6cw "scrypt ($scrypt$) is not supported"
            $argon2d$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$qeE3wgQj0dbWHbvJrTdPpXU751xBXv/eda6Gn6eK8EA "Argon2d is not supported"
            $2x$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6 "faulty bcrypt ($2x$) is not supported"
            $2$05$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6 "the first version of bcrypt ($2$) is not supported"
            $bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2 "bcrypt-sha256 is not supported"
            {SCRAM-SHA-256}4096,tOG9e+nRmm79Ps5VYMff3w==,d2hOWKYZ2XzgfAQOhNH851IA/6//WAYJIXDAsBPKikI= "the scheme SCRAM-SHA-256 is not supported"
            {SASL}alice@example.org "the scheme SASL is not supported"
            {CLEAR}hunter2hunter2 "this is a plaintext password, not a hash"
            {PLAIN}hunter2hunter2 "this is a plaintext password, not a hash"
            $app$cGhvbmU=$$1$0bdCmqEb$BYwjdES0aIJFYVjnk3Nxx0 "MD5-crypt ($1$) is too weak to import"
            $app$cGhvbmU=$hunter2hunter2 "the format is not known"
            hunter2hunter2 "the format is not known"
            """)
    void namesTheRejectedFormatAndTheAcceptedOnes(String written, String reason) {
        assertThatThrownBy(() -> PasswordHashParser.parse(written))
                .isInstanceOf(UnsupportedHashException.class)
                .hasMessage(
                        reason + ". Accepted: bcrypt, Argon2id, Argon2i, PBKDF2, SHA512-crypt, SHA256-crypt, SSHA256,"
                                + " SSHA512");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bcrypt",
                "argon2",
                "pbkdf2",
                "ssha256",
                "ssha512",
                "sha512-crypt",
                "sha256-crypt",
                "sha256",
                "other"
            })
    void aStoredHashIsCheckedAgain(String algorithm) {
        for (String text : Arrays.asList(
                null,
                "",
                "$2y$31$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6",
                "$argon2id$v=19$m=999999999,t=1,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$pbkdf2-sha256$i=999999999$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "$5$rounds=999999999$mvFDutrVMxmYE1qg$cku6KZmjh1hFIt2ufSnQ9IqIf5BMeUK4fOCu80ck7x0",
                "$6$rounds=999999999$LFLRFQa2Rk8CErSu$jwAaB7CNIJUEgXKUfeViwpQtuyoSgANEj9xt3Cf6DRrSkGUp4d8SWWF/rFXp.5Y0lTzTppmHeON0Uiv.O9MkP1",
                Base64.getEncoder().encodeToString(new byte[32]))) {
            assertThatThrownBy(() -> PasswordHashParser.parseStored(algorithm, text))
                    .isInstanceOf(UnsupportedHashException.class);
            assertThat(new Verifier(algorithm, null, text).imported()).isEmpty();
        }
    }

    @Test
    void anImportedHashNeverMatchesAsAnAppPasswordCreatedHere() throws UnsupportedHashException {
        Verifier imported = Verifier.of(PasswordHashParser.parse(DOVECOT_BLF_CRYPT));

        assertThat(imported.imported()).isPresent();
        assertThat(imported.matches(TypedPassword.read("abcdefghijklmnopqrstuvwx")))
                .isFalse();
        assertThat(Verifier.of(AppPassword.generate()).imported()).isEmpty();
    }

    private static boolean matches(ImportedHash hash, String password) {
        return hash.matches(TypedPassword.read(password).exactly().orElseThrow());
    }
}
