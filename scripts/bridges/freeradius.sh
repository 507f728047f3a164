#!/usr/bin/env bash
# Runs a private FreeRADIUS with the configuration of docker/freeradius, for the demo, the tests and the container.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/freeradius.sh start --state DIR --keycloak URL --client-secret-file FILE --shared-secret-file FILE [OPTION...]
       scripts/bridges/freeradius.sh render (same options)   writes the configuration only
       scripts/bridges/freeradius.sh stop --state DIR

  --state DIR                 directory for configuration and log
  --keycloak URL              Keycloak's base URL, such as http://localhost:8080
  --client-secret-file FILE   file that contains only the client's secret
  --shared-secret-file FILE   file that contains only the secret shared with the RADIUS clients
  --ca-file FILE              authorities that may issue Keycloak's certificate; default: the system's,
                              /etc/ssl/certs/ca-certificates.crt
  --clients NETWORK           network of the RADIUS clients; default: 127.0.0.1
  --realm NAME                default: demo
  --client-id ID              default: freeradius
  --port N                    UDP port; default: 11812
  --listen ADDRESS            default: 127.0.0.1
  --reject-delay SECONDS      delay of a rejection; default: 1
  --log FILE                  default: DIR/freeradius.log
  -F                          stay in the foreground
END
}

# Variables that the options set, with their defaults.
state='' keycloak='' client_secret_file='' shared_secret_file='' log='' clients=127.0.0.1
ca_file=/etc/ssl/certs/ca-certificates.crt
realm=demo client_id=freeradius port=11812 listen=127.0.0.1 reject_delay=1
options=(state keycloak client-secret-file shared-secret-file ca-file clients realm client-id port listen reject-delay log)

start() {
    check_freeradius || fail "$FREERADIUS_PROBLEM"
    render
    "${as_user[@]}" freeradius -d "$state" -C >"$state/check.log" 2>&1 || start_failed "$state/check.log"
    if [[ $foreground == yes ]]; then
        exec "${as_user[@]}" "$(command -v freeradius)" -f -d "$state"
    fi
    "${as_user[@]}" freeradius -d "$state" || start_failed "$log"
    for _ in {1..100}; do
        if grep -q 'Ready to process requests' "$log" 2>/dev/null; then
            return
        fi
        sleep 0.1
    done
    stop
    start_failed "$log"
}

start_failed() {
    [[ ! -f $1 ]] || tail -n 20 "$1" >&2
    fail "FreeRADIUS did not start on port $port."
}

render() {
    [[ -n $state && -n $keycloak && -n $client_secret_file && -n $shared_secret_file ]] ||
        fail "--state, --keycloak, --client-secret-file and --shared-secret-file are required."
    check_realm "$realm"
    [[ $client_id =~ ^[A-Za-z0-9._~-]+$ ]] || fail "--client-id: $client_id must contain only letters, digits and . _ ~ -"
    [[ -r $ca_file ]] || fail "--ca-file: cannot read $ca_file. On Debian, the package ca-certificates has the system's authorities."
    choose_user freerad freeradius
    make_state_directory
    [[ -z $(running_radiusd) ]] || fail "FreeRADIUS is already running in $state."
    keep_outside --ca-file "$ca_file" --client-secret-file "$client_secret_file" --shared-secret-file "$shared_secret_file"
    rm -f "$state"/*.conf "$state"/*.pl "$state"/*.pem "$state"/*.pid "$state"/*.log
    log=${log:-$state/freeradius.log}
    # A copy, which FreeRADIUS can read wherever the file is.
    cp "$ca_file" "$state/authorities.pem"
    local client_secret shared_secret values
    client_secret=$(read_secret "$client_secret_file")
    shared_secret=$(read_secret "$shared_secret_file")
    [[ $shared_secret =~ ^[A-Za-z0-9._~-]+$ ]] || fail "--shared-secret-file: the secret must contain only letters, digits and . _ ~ -"
    values=("STATE=$state" "LOG=$log" "LIBDIR=$(freeradius_library)" "LISTEN=$listen" "PORT=$port" "KEYCLOAK=$keycloak"
        "CA_FILE=$state/authorities.pem" "REALM=$realm" "CLIENT_ID=$client_id" "CLIENTS=$clients" "SHARED_SECRET=$shared_secret" "REJECT_DELAY=$reject_delay")
    # FreeRADIUS rejects files with secrets that other users can read.
    (
        umask 077
        fill_in "$home/docker/freeradius/radiusd.conf" "${values[@]}" >"$state/radiusd.conf"
        fill_in "$home/docker/freeradius/rest.conf" "${values[@]}" >"$state/rest.conf"
        cp "$home/docker/freeradius/app-passwords.pl" "$home/docker/freeradius/reply.conf" "$state"
        printf 'keycloak_client_authorization = "%s"\n' \
            "$(client_authorization "$client_id" "$client_secret")" >"$state/client-secret.conf"
        # shellcheck disable=SC2016 # FreeRADIUS's own syntax
        printf '$INCLUDE /usr/share/freeradius/dictionary\n' >"$state/dictionary"
    )
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

running_radiusd() {
    running_process "$state/radiusd.pid" "$state"
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    end_process "$(running_radiusd)" FreeRADIUS
}

bridge "$@"
