#!/usr/bin/env bash
# Runs a private OpenLDAP with the configuration of docker/openldap, for the demo, the tests and the container. Its users' binds
# go to the LDAP bridge of scripts/bridges/ldap.sh.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/openldap.sh start --state DIR [OPTION...]
       scripts/bridges/openldap.sh render --state DIR [OPTION...]   writes the configuration only
       scripts/bridges/openldap.sh stop --state DIR

  --state DIR        directory for configuration, log and entries
  --bridge URL       the LDAP bridge; default: ldap://127.0.0.1:1389
  --ca-file FILE     authorities that may issue the bridge's certificate. With this option, slapd encrypts the connection to
                     the bridge: with StartTLS, unless the URL begins with ldaps
  --port N           LDAP port; default: 2389
  --listen ADDRESS   default: 127.0.0.1
  --directory FILE   entries, as LDIF; default: docker/openldap/directory.ldif
  --log FILE         default: DIR/openldap.log
  -F                 stay in the foreground: this process becomes slapd
END
}

# Variables that the options set, with their defaults.
state='' log='' bridge=ldap://127.0.0.1:1389 ca_file='' port=2389 listen=127.0.0.1
suffix=dc=example,dc=org directory=$home/docker/openldap/directory.ldif
options=(state bridge ca-file port listen directory log)

start() {
    check_openldap || fail "$OPENLDAP_PROBLEM"
    render
    "${as_user[@]}" "$(command -v slapadd)" -q -f "$state/slapd.conf" <"$directory"
    local command=("${as_user[@]}" "$(command -v slapd)" -f "$state/slapd.conf" -d stats -h "ldap://$listen:$port")
    if [[ $foreground == yes ]]; then
        exec "${command[@]}" >>"$log" 2>&1
    fi
    "${command[@]}" >>"$log" 2>&1 </dev/null &
    for _ in {1..100}; do
        if port_is_taken "$port"; then
            return
        fi
        sleep 0.1
    done
    tail -n 20 "$log" >&2
    stop
    fail "OpenLDAP did not start on port $port."
}

render() {
    [[ -n $state ]] || fail "--state is required."
    [[ $bridge =~ ^ldaps?://[A-Za-z0-9.:-]+$ ]] || fail "--bridge: $bridge must be like ldap://127.0.0.1:1389"
    local tls="starttls=no"
    if [[ -n $ca_file ]]; then
        [[ -r $ca_file ]] || fail "--ca-file: cannot read $ca_file."
        tls="starttls=critical"
    elif [[ $bridge == ldaps:* ]]; then
        fail "--ca-file is required for $bridge."
    fi
    choose_user openldap slapd
    make_state_directory
    [[ -z $(running_slapd) ]] || fail "OpenLDAP is already running in $state."
    keep_outside --ca-file "$ca_file"
    rm -rf "$state"/*.conf "$state"/*.pem "$state/slapd.pid" "$state/db"
    mkdir -p "$state/db"
    log=${log:-$state/openldap.log}
    if [[ -n $ca_file ]]; then
        # A copy, which slapd can read wherever the file is.
        cp "$ca_file" "$state/authorities.pem"
        tls+=" tls_reqcert=demand tls_cacert=$state/authorities.pem"
    fi
    fill_in "$home/docker/openldap/slapd.conf" "STATE=$state" "SUFFIX=$suffix" "BRIDGE=$bridge" "TLS=$tls" >"$state/slapd.conf"
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

running_slapd() {
    running_process "$state/slapd.pid" "$state/slapd.conf"
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    end_process "$(running_slapd)" OpenLDAP
}

bridge "$@"
