#!/usr/bin/env bash
# Runs the LDAP bridge with the configuration of docker/ldap-bridge, for the demo and the tests.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/ldap.sh start --state DIR --keycloak URL --client-secret-file FILE --search-password-file FILE [OPTION...]
       scripts/bridges/ldap.sh render (same options)   writes the configuration only
       scripts/bridges/ldap.sh stop --state DIR

  --state DIR                  directory for configuration and log
  --keycloak URL               Keycloak's base URL, such as http://localhost:8080
  --client-secret-file FILE    file that contains only the client's secret
  --search-password-file FILE  file that contains only the password of cn=search,dc=example,dc=org
  --realm NAME                 default: demo
  --client-id ID               default: ldap-bridge
  --port N                     LDAP port; default: 1389
  --ldaps-port N               LDAPS port; default: none
  --health-port N              port for health and metrics on the loopback interface; default: 9389
  --listen ADDRESS             default: 127.0.0.1
  --certificate FILE           certificate, for StartTLS and LDAPS; default: none
  --key FILE                   its key
  --settings FILE              more settings, which override those of docker/ldap-bridge/ldap-bridge.properties
  --log FILE                   default: DIR/ldap-bridge.log
  -F                           stay in the foreground: this process becomes the bridge
END
}

# Variables that the options set, with their defaults.
state='' keycloak='' client_secret_file='' search_password_file='' log='' settings='' certificate='' key='' ldaps_port=''
realm=demo client_id=ldap-bridge port=1389 health_port=9389 listen=127.0.0.1
options=(state keycloak client-secret-file search-password-file realm client-id port ldaps-port health-port listen certificate
    key settings log)

start() {
    check_ldap_bridge || fail "$LDAP_BRIDGE_PROBLEM"
    render
    # The bridge's user may be unable to enter the checkout.
    cp "$(ldap_bridge_jar)" "$state/keycloak-ldap-bridge.jar"
    chmod 644 "$state/keycloak-ldap-bridge.jar"
    local command=("${as_user[@]}" "$(java_command)" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m
        -XX:+ExitOnOutOfMemoryError -jar "$state/keycloak-ldap-bridge.jar" --config "$state/ldap-bridge.properties")
    if [[ $foreground == yes ]]; then
        exec "${command[@]}" >>"$log" 2>&1
    fi
    "${command[@]}" >>"$log" 2>&1 </dev/null &
    local pid=$!
    say "$pid" >"$state/ldap-bridge.process"
    for _ in {1..300}; do
        if port_is_taken "$port"; then
            return
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$log" >&2
    end_process "$pid" "The LDAP bridge"
    fail "The LDAP bridge did not start on port $port."
}

render() {
    [[ -n $state && -n $keycloak && -n $client_secret_file && -n $search_password_file ]] ||
        fail "--state, --keycloak, --client-secret-file and --search-password-file are required."
    check_realm "$realm"
    choose_user daemon base-passwd
    make_state_directory
    [[ -z $(running_bridge) ]] || fail "The LDAP bridge is already running in $state."
    keep_outside --certificate "$certificate" --key "$key" --settings "$settings" --client-secret-file "$client_secret_file" \
        --search-password-file "$search_password_file"
    rm -f "$state"/*.properties "$state"/*.pem "$state"/*.process "$state/client-secret" "$state/search-password"
    log=${log:-$state/ldap-bridge.log}
    local values=("STATE=$state" "KEYCLOAK=$keycloak" "REALM=$realm" "CLIENT_ID=$client_id" "LDAP_LISTEN=$listen:$port"
        "LDAPS_LISTEN=${ldaps_port:+$listen:$ldaps_port}" "HTTP_LISTEN=127.0.0.1:$health_port"
        "CERTIFICATE=${certificate:+$state/certificate.pem}" "KEY=${key:+$state/key.pem}")
    fill_in "$home/docker/ldap-bridge/ldap-bridge.properties" "${values[@]}" >"$state/ldap-bridge.properties"
    [[ -z $settings ]] || cat "$settings" >>"$state/ldap-bridge.properties"
    # Copies, which the bridge's user can read.
    [[ -z $certificate ]] || cp "$certificate" "$state/certificate.pem"
    [[ -z $key ]] || write_private "$state/key.pem" <"$key"
    read_secret "$client_secret_file" | write_private "$state/client-secret"
    read_secret "$search_password_file" | write_private "$state/search-password"
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

running_bridge() {
    running_process "$state/ldap-bridge.process" "$state/ldap-bridge.properties"
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    end_process "$(running_bridge)" "The LDAP bridge"
}

bridge "$@"
