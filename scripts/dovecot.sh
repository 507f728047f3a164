#!/usr/bin/env bash
# Runs a private Dovecot with the configuration of docker/dovecot, for the demo, the tests and the container.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"

usage() {
    cat <<'END'
Usage: scripts/dovecot.sh start --state DIR --keycloak URL --client-secret-file FILE [OPTION...]
       scripts/dovecot.sh render (the same)   writes the configuration only
       scripts/dovecot.sh stop --state DIR

  --state DIR                 where its configuration, sockets, log and mail go
  --keycloak URL              Keycloak's base URL, such as http://localhost:8080
  --client-secret-file FILE   a file that holds the client's secret and nothing else
  --realm NAME                default: demo
  --client-id ID              default: dovecot
  --port N                    IMAP port; default: 1143
  --listen ADDRESS            default: 127.0.0.1
  --failure-delay SECONDS     how long a failed sign-in waits; default: 2
  --log FILE                  default: DIR/dovecot.log
  -F                          stay in the foreground: this very process becomes Dovecot
END
}

main() {
    action=${1:-}
    [[ -n $action ]] && shift
    parse_options "$@"
    case $action in
        start) start ;;
        render) render ;;
        stop) stop ;;
        --help | -h) usage ;;
        *) usage >&2 && exit 2 ;;
    esac
}

parse_options() {
    state='' keycloak='' secret_file='' log=''
    realm=demo client_id=dovecot port=1143 listen=127.0.0.1 failure_delay=2 foreground=no
    while [[ $# -gt 0 ]]; do
        if [[ $1 != -F && $# -lt 2 ]]; then
            fail "$1 needs a value."
        fi
        case $1 in
            --state) state=$2 ;;
            --keycloak) keycloak=${2%/} ;;
            --client-secret-file) secret_file=$2 ;;
            --realm) realm=$2 ;;
            --client-id) client_id=$2 ;;
            --port) port=$2 ;;
            --listen) listen=$2 ;;
            --failure-delay) failure_delay=$2 ;;
            --log) log=$2 ;;
            -F) foreground=yes && shift && continue ;;
            *) fail "Unknown option $1. Try scripts/dovecot.sh --help" ;;
        esac
        shift 2
    done
}

start() {
    check_dovecot || fail "$DOVECOT_PROBLEM"
    render
    if [[ $foreground == yes ]]; then
        exec "${as_user[@]}" "$(command -v dovecot)" -F -c "$state/dovecot.conf"
    fi
    "${as_user[@]}" "$(command -v dovecot)" -c "$state/dovecot.conf" || start_failed
    for _ in {1..100}; do
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

# Dovecot expands no environment variables in these files, so the templates are filled in here.
render() {
    [[ -n $state && -n $keycloak && -n $secret_file ]] ||
        fail "--state, --keycloak and --client-secret-file are needed."
    # A character that a URL cannot have stops Dovecot's auth process at the first sign-in.
    [[ $realm =~ ^[A-Za-z0-9._~-]+$ ]] || fail "The realm's name, $realm, does not fit into a URL as it is."
    local secret
    secret=$(<"$secret_file") || fail "The client secret cannot be read from $secret_file."
    choose_user
    make_state_directory
    [[ -z $(running_master) ]] || fail "Dovecot already runs in $state as process $(running_master)."
    # What an earlier run left behind: sockets nobody listens to, and a process id that, in a restarted container, may
    # be somebody else's by now.
    rm -rf "$state/run"
    log=${log:-$state/dovecot.log}
    fill_in "$home/docker/dovecot/dovecot.conf" >"$state/dovecot.conf"
    fill_in "$home/docker/dovecot/dovecot-oauth2.conf.ext" >"$state/dovecot-oauth2.conf.ext"
    (umask 077 && write_secret "$secret" >"$state/dovecot-oauth2-secret.conf.ext")
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

# Nothing here needs root, so as root Dovecot runs as the user of its own package, and otherwise as whoever starts it.
choose_user() {
    as_user=()
    user=$(id -un)
    if [[ $(id -u) -eq 0 ]]; then
        user=dovecot
        id "$user" >/dev/null 2>&1 || fail "The user $user is missing. Debian's package dovecot-core creates it."
        as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    fi
    group=$(id -gn "$user")
}

# Dovecot puts the directory into the names of its sockets, which have at most 108 bytes, and into settings that split
# at spaces; and as root, the directory may lie in a home that Dovecot's user must not enter. Where it does not suit,
# a directory under /tmp takes its place and it becomes a link to that.
make_state_directory() {
    if [[ -L $state && -d $state ]]; then
        state=$(readlink "$state")
        return
    fi
    [[ ! -L $state ]] || rm -f "$state"
    mkdir -p "$state"
    state=$(cd "$state" && pwd -P)
    if ! suits_dovecot "$state"; then
        local elsewhere
        elsewhere=$(mktemp -d /tmp/keycloak-app-passwords.XXXXXX)
        rmdir "$state" 2>/dev/null || fail "Dovecot cannot use $state. Choose a shorter, plain path with --state."
        ln -s "$elsewhere" "$state"
        state=$elsewhere
    fi
    chmod 700 "$state"
}

suits_dovecot() {
    [[ $1 =~ ^[A-Za-z0-9/._-]+$ && ${#1} -le 70 ]] && "${as_user[@]}" test -x "${1%/*}/"
}

fill_in() {
    sed -e "s|@STATE@|$(for_sed "$state")|g" \
        -e "s|@LOG@|$(for_sed "$log")|g" \
        -e "s|@LISTEN@|$(for_sed "$listen")|g" \
        -e "s|@PORT@|$(for_sed "$port")|g" \
        -e "s|@USER@|$(for_sed "$user")|g" \
        -e "s|@GROUP@|$(for_sed "$group")|g" \
        -e "s|@FAILURE_DELAY@|$(for_sed "$failure_delay")|g" \
        -e "s|@KEYCLOAK@|$(for_sed "$keycloak")|g" \
        -e "s|@REALM@|$(for_sed "$realm")|g" \
        -e "s|@CLIENT_ID@|$(for_sed "$client_id")|g" \
        "$1"
}

for_sed() {
    printf '%s' "$1" | sed -e 's/[\\&|]/\\&/g'
}

# In quotes, because Dovecot takes " #" for a comment; a quote or backslash inside needs a backslash then.
write_secret() {
    local secret=$1
    secret=${secret//\\/\\\\}
    secret=${secret//\"/\\\"}
    printf 'client_secret = "%s"\n' "$secret"
}

# The master's process id, or nothing. The file may outlive its process, and the number may then be somebody else's.
running_master() {
    local pid
    pid=$(cat "$state/run/master.pid" 2>/dev/null) || return 0
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$state/dovecot.conf"; then
        say "$pid"
    fi
}

stop() {
    [[ -n $state ]] || fail "--state is needed."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    local pid
    pid=$(running_master)
    [[ -n $pid ]] || return 0
    kill -TERM "$pid"
    for _ in {1..100}; do
        [[ -d /proc/$pid ]] || return 0
        sleep 0.1
    done
    fail "Dovecot (process $pid) does not stop."
}

main "$@"
