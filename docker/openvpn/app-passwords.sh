#!/bin/sh
# Checks a user's app password with Keycloak: for "auth-user-pass-verify … via-file" in OpenVPN 2.6.
#
# Usage: app-passwords.sh URL CLIENT_FILE FILE
#   URL          of verify: https://keycloak.example.org/realms/REALM/app-passwords/verify
#   CLIENT_FILE  the single line "Authorization: Basic …", with the client's ID and secret
#   FILE         from OpenVPN: the user name, and the password in the second line
#
# Neither the password nor the client's secret appears in a command line or in the environment.
set -u
umask 077
unset name password

url=$1
client_file=$2
answer_file=${auth_control_file:-}
reason_file=${auth_failed_reason_file:-}
{ [ -n "$answer_file" ] && [ -n "$reason_file" ]; } || exit 1
{ IFS= read -r name && IFS= read -r password; } <"$3" || exit 1

# No user name and no app password is longer. Keycloak rejects very long requests as those of a faulty bridge.
max_length=1000
for typed in "$name" "$password"; do
    { [ -n "$typed" ] && [ ${#typed} -le "$max_length" ]; } || exit 1
done

# Quotes and backslashes have a meaning in curl's configuration.
escaped() {
    printf '%s' "$1" | LC_ALL=C sed 's/[\\"]/\\&/g'
}

# Prints the name that Keycloak returns and, in the last line, the status and the media type; 000 without a response.
ask_keycloak() {
    printf 'data-urlencode = "%s=%s"\n' username "$(escaped "$name")" password "$(escaped "$password")" |
        curl --disable --silent --noproxy '*' --max-time 10 --config - --header "@$client_file" \
            --header 'Accept: text/plain' --header 'X-OpenVPN-Protocol: openvpn' \
            --header "X-OpenVPN-Client-Address: ${untrusted_ip:-${untrusted_ip6:-}}" \
            --write-out '\n%{http_code} %{content_type}' "$url"
}

# Returns 0 to accept, 1 to reject, and 2 if nothing is known about the password.
check() {
    response=$(ask_keycloak)
    status=$(printf '%s' "$response" | tail -n 1)
    case $status in
        '200 text/plain'*)
            # OpenVPN continues with the name that was typed, so it must be the name of the user whose password this is.
            # Keycloak also accepts e-mail addresses and capitals.
            if [ "$response" = "$name
$status" ]; then
                return 0
            fi
            echo 'app-passwords: rejected the password of a user with another name' >&2
            return 1
            ;;
        '401 '*) return 1 ;;
    esac
    echo "app-passwords: Keycloak answered $status" >&2
    return 2
}

# While a script runs, OpenVPN does nothing else. So this one continues in the background, and then writes the answer to the file
# that OpenVPN watches.
check_in_background() {
    if check; then
        answer=1
    else
        # The client tries again, and does not ask for another password.
        [ $? -ne 2 ] || printf '%s' 'TEMP[backoff 30]:The password cannot be checked now' >"$reason_file"
        answer=0
    fi
    printf '%s' "$answer" >"$answer_file"
}

check_in_background </dev/null &
exit 2
