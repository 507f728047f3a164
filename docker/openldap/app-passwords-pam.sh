#!/bin/sh
# Checks the password of $PAM_USER with Keycloak: for pam_exec with expose_authtok, which writes the password to standard input,
# followed by a NUL. Neither the password nor the client's secret appears in a command line.
#
# scripts/bridges/openldap.sh fills in the words between @ signs.
set -eu

lower() {
    # shellcheck disable=SC2018,SC2019 # ASCII letters only
    printf '%s' "$1" | LC_ALL=C tr A-Z a-z
}

[ "${PAM_TYPE:-}" = auth ] || exit 1
credentials=$({ printf '%s:' "$PAM_USER" && tr -d '\000'; } | base64 -w 0)
name_and_status=$(printf 'header = "Authorization: Basic %s"\n' "$credentials" |
    curl --disable --silent --noproxy '*' --max-time 10 --config - --header @@CLIENT_FILE@ --header 'Accept: text/plain' \
        --write-out '%{http_code}' @KEYCLOAK@/realms/@REALM@/app-passwords/verify)

# PAM continues with $PAM_USER, so it must be the name of the user whose password this is. Keycloak also accepts e-mail
# addresses, and one may be another user's name.
[ "$(lower "$name_and_status")" = "$(lower "$PAM_USER")200" ]
