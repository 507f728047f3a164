#!/usr/bin/env bash
# Runs a private OpenLDAP with the configuration of docker/openldap, and the program through which it calls Keycloak, for the
# demo, the tests and the container.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/openldap.sh start --state DIR --keycloak URL --client-secret-file FILE [OPTION...]
       scripts/bridges/openldap.sh render (same options)   writes the configuration only
       scripts/bridges/openldap.sh stop --state DIR

  --state DIR                 directory for configuration, sockets, logs and entries
  --keycloak URL              Keycloak's base URL, such as http://localhost:8080
  --client-secret-file FILE   file that contains only the client's secret
  --realm NAME                default: demo
  --client-id ID              default: ldap-bridge
  --port N                    LDAP port; default: 1389
  --listen ADDRESS            default: 127.0.0.1
  --via sock|pam|rimap        how slapd checks passwords. sock (default): the sock overlay and app-passwords-responder.py.
                              pam: saslauthd and PAM. rimap: saslauthd and the IMAP server of --imap, without the options
                              for Keycloak
  --imap HOST/PORT            default: 127.0.0.1/1143. That Dovecot must accept only user names:
                              scripts/bridges/dovecot.sh --email no
  --directory FILE            entries, as LDIF; default: docker/openldap/directory.ldif
  --log FILE                  default: DIR/openldap.log
  -F                          stay in the foreground
END
}

# Variables that the options set, with their defaults.
state='' keycloak='' client_secret_file='' log=''
realm=demo client_id=ldap-bridge port=1389 listen=127.0.0.1 via=sock imap=127.0.0.1/1143
suffix=dc=example,dc=org directory=$home/docker/openldap/directory.ldif
options=(state keycloak client-secret-file realm client-id port listen via imap directory log)

start() {
    check_openldap || fail "$OPENLDAP_PROBLEM"
    render
    "${as_user[@]}" "$(command -v slapadd)" -q -f "$state/slapd.conf" <"$directory"
    case $via in
        sock)
            run responder "${as_user[@]}" "$(system_python)" "$state/app-passwords-responder.py" --socket "$state/responder.sock" \
                --keycloak "$keycloak" --realm "$realm" --client-id "$client_id" \
                --client-secret-file "$state/client-secret" --people "ou=people,$suffix"
            wait_for "the responder" test -S "$state/responder.sock"
            ;;
        pam) start_saslauthd -a pam ;;
        rimap) start_saslauthd -a rimap -O "$imap" ;;
    esac
    run slapd with_private_etc "${as_user[@]}" "$(command -v slapd)" -f "$state/slapd.conf" -d stats \
        -h "ldap://$listen:$port"
    wait_for slapd port_is_taken "$port"
    if [[ $foreground == yes ]]; then
        trap stop EXIT
        trap 'exit 143' TERM HUP
        trap 'exit 130' INT
        # When one process ends, all are stopped.
        wait -n
    fi
}

# The system's Python: another may be inside a home that the bridge's user cannot enter.
system_python() {
    if [[ -x /usr/bin/python3 ]]; then
        say /usr/bin/python3
    else
        command -v python3
    fi
}

# start_saslauthd OPTION...: with -r, it checks user@domain as a whole, not only the part before the @.
start_saslauthd() {
    run saslauthd with_private_etc "${as_user[@]}" "$(command -v saslauthd)" -d -r -n 0 -m "$state" "$@"
    wait_for saslauthd test -S "$state/mux"
}

# with_private_etc COMMAND...: runs it with our files in place of those in /etc. slapd's Cyrus SASL and PAM read files with
# fixed names, and the machine's own must not change.
with_private_etc() {
    [[ $via != sock ]] || exec "$@"
    local unshare=(unshare --mount)
    [[ $(id -u) -eq 0 ]] || unshare=(unshare --map-root-user --mount)
    # shellcheck disable=SC2016 # the inner shell expands them
    exec "${unshare[@]}" bash -c '
        mount --bind "$0/sasl2" /etc/ldap/sasl2 && mount --bind "$0/pam.d" /etc/pam.d && exec "$@"' "$state" "$@"
}

# run NAME COMMAND...: starts it in the background. It keeps running when this script ends.
run() {
    local name=$1
    shift
    "$@" >>"$log" 2>&1 </dev/null &
    say "$!" >"$state/$name.process"
}

# wait_for WHAT COMMAND...: waits until the command succeeds.
wait_for() {
    local what=$1
    shift
    for _ in {1..100}; do
        if "$@"; then
            return
        fi
        sleep 0.1
    done
    [[ ! -f $log ]] || tail -n 20 "$log" >&2
    stop
    fail "OpenLDAP did not start: $what is not ready. See the messages above."
}

render() {
    [[ -n $state ]] || fail "--state is required."
    [[ $via == rimap || (-n $keycloak && -n $client_secret_file) ]] || fail "--keycloak and --client-secret-file are required."
    [[ $via == sock || $via == pam || $via == rimap ]] || fail "--via: must be sock, pam or rimap"
    check_realm "$realm"
    [[ $client_id =~ ^[A-Za-z0-9._~-]+$ ]] || fail "--client-id: $client_id must contain only letters, digits and . _ ~ -"
    choose_user openldap slapd
    make_state_directory
    [[ -z $(running_process "$state/slapd.pid" "$state/slapd.conf") ]] || fail "OpenLDAP is already running in $state."
    rm -rf "$state"/*.conf "$state"/*.process "$state"/mux* "$state/responder.sock" "$state/db" "$state/sasl2" "$state/pam.d"
    mkdir -p "$state/db" "$state/sasl2" "$state/pam.d"
    log=${log:-$state/openldap.log}
    local files=$home/docker/openldap values=("STATE=$state" "SUFFIX=$suffix" "KEYCLOAK=$keycloak" "REALM=$realm"
        "CLIENT_FILE=$state/client-header")
    fill_in "$files/slapd.conf" "${values[@]}" >"$state/slapd.conf"
    if [[ $via == sock ]]; then
        fill_in "$files/sign-in-sock.conf" "${values[@]}" >"$state/sign-in.conf"
        cp "$files/app-passwords-responder.py" "$state/"
    else
        fill_in "$files/sign-in-sasl.conf" "${values[@]}" >"$state/sign-in.conf"
    fi
    fill_in "$files/sasl2-slapd.conf" "${values[@]}" >"$state/sasl2/slapd.conf"
    fill_in "$files/pam-ldap" "${values[@]}" >"$state/pam.d/ldap"
    fill_in "$files/app-passwords-pam.sh" "${values[@]}" >"$state/app-passwords-pam.sh"
    chmod 700 "$state/app-passwords-pam.sh"
    case $via in
        sock) read_secret "$client_secret_file" | write_private "$state/client-secret" ;;
        pam) printf 'X-Client-Authorization: %s\n' "$(client_authorization "$client_id" "$(read_secret "$client_secret_file")")" |
            write_private "$state/client-header" ;;
    esac
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    local name
    for name in slapd saslauthd responder; do
        end_process "$(running_process "$state/$name.process" "$state")" "$name"
    done
}

bridge "$@"
