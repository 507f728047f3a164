#!/usr/bin/env bash
# Runs a private Postfix with the configuration of docker/postfix, for the demo, the tests and the container. It authenticates
# through the Dovecot of scripts/bridges/dovecot.sh, started with --smtp-client-secret-file.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/postfix.sh start --state DIR [OPTION...]
       scripts/bridges/postfix.sh render --state DIR [OPTION...]   writes the configuration only
       scripts/bridges/postfix.sh stop --state DIR

Postfix's master requires root.

  --state DIR            directory for configuration, queue and log
  --port N               submission port; default: 1587
  --listen ADDRESS       default: 127.0.0.1
  --sasl HOST:PORT       address of Dovecot's authentication; default: 127.0.0.1:12345
  --lmtp HOST:PORT       address of the server that accepts the mail; default: 127.0.0.1:1024
  --domain NAME          domain of the users; default: example.org
  --log FILE             default: DIR/postfix.log
  -F                     stay in the foreground
END
}

# Variables that the options set, with their defaults.
state='' log='' port=1587 listen=127.0.0.1 sasl=127.0.0.1:12345 lmtp=127.0.0.1:1024 domain=example.org
options=(state port listen sasl lmtp domain log)

start() {
    check_postfix || fail "$POSTFIX_PROBLEM"
    [[ $(id -u) -eq 0 ]] || fail "Postfix requires root: its master starts programs as several users."
    render
    if [[ $foreground == yes ]]; then
        postfix -c "$state/etc" check
        exec postfix -c "$state/etc" start-fg
    fi
    postfix -c "$state/etc" start || start_failed
    for _ in {1..100}; do
        if smtp_is_ready "$port"; then
            return
        fi
        sleep 0.1
    done
    stop
    start_failed
}

start_failed() {
    [[ ! -f $log ]] || tail -n 20 "$log" >&2
    fail "Postfix did not start on port $port."
}

render() {
    [[ -n $state ]] || fail "--state is required."
    # Its programs run as several users, and all of them must enter this directory.
    state_mode=755
    if [[ $(id -u) -eq 0 ]]; then
        choose_user postfix postfix
    else
        as_user=()
    fi
    make_state_directory
    [[ -z $(running_master) ]] || fail "Postfix is already running in $state as process $(running_master)."
    mkdir -p "$state/etc" "$state/queue" "$state/lib"
    [[ $(id -u) -ne 0 ]] || chown postfix "$state/lib"
    log=${log:-$state/postfix.log}
    local values=("STATE=$state" "LOG=$log" "LOG_FOLDER=${log%/*}" "LISTEN=$listen" "PORT=$port" "SASL=$sasl" "LMTP=$lmtp"
        "HOSTNAME=mail.$domain" "DOMAIN=$domain" "DOMAIN_PATTERN=${domain//./\\.}")
    fill_in "$home/docker/postfix/main.cf" "${values[@]}" >"$state/etc/main.cf"
    fill_in "$home/docker/postfix/master.cf" "${values[@]}" >"$state/etc/master.cf"
    fill_in "$home/docker/postfix/sender-login.regexp" "${values[@]}" >"$state/sender-login.regexp"
    chmod 644 "$state"/etc/*.cf "$state/sender-login.regexp"
}

running_master() {
    running_process "$state/queue/pid/master.pid" postfix/sbin/master
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    end_process "$(running_master)" Postfix
}

bridge "$@"
