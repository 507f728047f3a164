#!/usr/bin/env bash
# Runs a private Dovecot with the configuration of docker/dovecot, for the demo, the tests and the container.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/dovecot.sh start --state DIR --keycloak URL --client-secret-file FILE [OPTION...]
       scripts/bridges/dovecot.sh render (same options)   writes the configuration only
       scripts/bridges/dovecot.sh stop --state DIR

  --state DIR                 directory for configuration, sockets, log and mail
  --keycloak URL              Keycloak's base URL, such as http://localhost:8080
  --client-secret-file FILE   file that contains only the client's secret
  --realm NAME                default: demo
  --client-id ID              default: dovecot
  --port N                    IMAP port; default: 1143
  --pop3-port N               POP3 port; default: 1110; 0 turns POP3 off
  --sieve-port N              ManageSieve port; default: 14190; 0 turns ManageSieve off
  --passdb oauth2|lua         how Dovecot calls Keycloak; default: oauth2
  --smtp-client-secret-file FILE
                              also authenticate for Postfix, with the client of --smtp-client-id (default: postfix), on
                              --sasl-port (default: 12345), and accept mail on --lmtp-port (default: 1024)
  --email yes|no              whether users can sign in with their e-mail address; default: yes. Use no if a program such as
                              saslauthd calls this server and keeps the name that the user typed
  --listen ADDRESS            default: 127.0.0.1
  --failure-delay SECONDS     delay after a failed sign-in; default: 2
  --log FILE                  default: DIR/dovecot.log
  -F                          stay in the foreground: this process becomes Dovecot
END
}

# Variables that the options set, with their defaults.
state='' keycloak='' client_secret_file='' smtp_client_secret_file='' log=''
realm=demo client_id=dovecot smtp_client_id=postfix passdb=oauth2 email=yes listen=127.0.0.1 failure_delay=2
port=1143 pop3_port=1110 sieve_port=14190 sasl_port=12345 lmtp_port=1024
options=(state keycloak client-secret-file realm client-id port pop3-port sieve-port passdb
    smtp-client-secret-file smtp-client-id sasl-port lmtp-port email listen failure-delay log)

start() {
    check_dovecot || fail "$DOVECOT_PROBLEM"
    render
    if [[ $foreground == yes ]]; then
        exec "${as_user[@]}" "$(command -v dovecot)" -F -c "$state/dovecot.conf"
    fi
    "${as_user[@]}" "$(command -v dovecot)" -c "$state/dovecot.conf" || start_failed
    local end=$((SECONDS + 20))
    while [[ $SECONDS -lt $end ]]; do
        if imap_is_ready "$port"; then
            return
        fi
        sleep 0.1
    done
    stop
    start_failed
}

start_failed() {
    [[ ! -f $log ]] || tail -n 20 "$log" >&2
    fail "Dovecot did not start on port $port."
}

render() {
    [[ -n $state && -n $keycloak && -n $client_secret_file ]] ||
        fail "--state, --keycloak and --client-secret-file are required."
    check_realm "$realm"
    [[ $passdb == oauth2 || $passdb == lua ]] || fail "--passdb: must be oauth2 or lua"
    choose_user dovecot dovecot-core
    make_state_directory
    [[ -z $(running_master) ]] || fail "Dovecot is already running in $state as process $(running_master)."
    keep_outside --client-secret-file "$client_secret_file" --smtp-client-secret-file "$smtp_client_secret_file"
    # Leftovers of an earlier run: unused sockets, and a process ID that may belong to another process in a restarted
    # container.
    rm -rf "$state/run" "$state"/*.conf "$state"/*.ext "$state"/*.lua
    log=${log:-$state/dovecot.log}
    values=("STATE=$state" "LOG=$log" "LISTEN=$listen" "PORT=$port" "POP3_PORT=$pop3_port" "SIEVE_PORT=$sieve_port"
        "SASL_PORT=$sasl_port" "LMTP_PORT=$lmtp_port" "USER=$user" "GROUP=$group" "FAILURE_DELAY=$failure_delay"
        "KEYCLOAK=$keycloak" "REALM=$realm")
    case $email in
        yes) values+=(USERNAME_FORMAT=granted OTHER_NAMES=yes) ;;
        no) values+=(USERNAME_FORMAT=%Lu OTHER_NAMES=no) ;;
        *) fail "--email: must be yes or no" ;;
    esac
    fill_in "$home/docker/dovecot/dovecot.conf" "${values[@]}" >"$state/dovecot.conf"
    render_passdb passdb "$client_id" "$client_secret_file"
    if [[ -n $smtp_client_secret_file ]]; then
        fill_in "$home/docker/dovecot/smtp.conf" "${values[@]}" >"$state/smtp.conf"
        render_passdb passdb-smtp "$smtp_client_id" "$smtp_client_secret_file"
    fi
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

# render_passdb NAME CLIENT_ID CLIENT_SECRET_FILE
render_passdb() {
    local secret template suffix=${1#passdb}
    secret=$(read_secret "$3")
    case $passdb in
        oauth2)
            template=dovecot-oauth2.conf.ext
            client_file=dovecot-oauth2$suffix.conf.ext
            own_secret_file=dovecot-oauth2$suffix-secret.conf.ext
            oauth2_secret "$secret" | write_private "$state/$own_secret_file"
            ;;
        lua)
            template=app-passwords.lua
            client_file=app-passwords$suffix.lua
            own_secret_file=$state/client-secret$suffix
            client_authorization "$2" "$secret" | write_private "$own_secret_file"
            ;;
    esac
    fill_in "$home/docker/dovecot/passdb-$passdb.conf" "${values[@]}" "CLIENT_FILE=$client_file" \
        >"$state/$1.conf"
    fill_in "$home/docker/dovecot/$template" "${values[@]}" "CLIENT_ID=$2" "SECRET_FILE=$own_secret_file" \
        >"$state/$client_file"
}

# In quotes, because " #" starts a comment in Dovecot's files. Quotes and backslashes inside are escaped.
oauth2_secret() {
    local secret=$1
    secret=${secret//\\/\\\\}
    secret=${secret//\"/\\\"}
    printf 'client_secret = "%s"\n' "$secret"
}

running_master() {
    running_process "$state/run/master.pid" "$state/dovecot.conf"
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    end_process "$(running_master)" Dovecot
}

bridge "$@"
