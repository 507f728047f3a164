#!/bin/sh
# Asks Keycloak whether the password of $PAM_USER is right: for pam_exec with expose_authtok, which hands the password over
# on standard input, with a NUL at its end. Neither it nor the client's secret gets into a command line.
#
# scripts/openldap.sh fills in the words between @ signs.
set -eu

[ "${PAM_TYPE:-}" = auth ] || exit 1
tr -d '\000' | curl --silent --output /dev/null --fail --max-time 10 \
    --data grant_type=password --data-urlencode client_id=@CLIENT_ID@ \
    --data-urlencode client_secret@@SECRET_FILE@ \
    --data-urlencode "username=$PAM_USER" --data-urlencode password@- \
    @KEYCLOAK@/realms/@REALM@/protocol/openid-connect/token
