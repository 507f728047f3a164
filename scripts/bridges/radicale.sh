#!/usr/bin/env bash
# Runs a private calendar server behind a private nginx or Apache, with the configuration of docker/radicale, docker/nginx
# and docker/apache, for the demo, the tests and the container.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"
# shellcheck source=scripts/bridges/http-proxies.sh
source "$home/scripts/bridges/http-proxies.sh"
# shellcheck source=scripts/bridges/bridge.sh
source "$home/scripts/bridges/bridge.sh"

usage() {
    cat <<'END'
Usage: scripts/bridges/radicale.sh start --state DIR --keycloak URL --client-secret-file FILE [OPTION...]
       scripts/bridges/radicale.sh render (same options)   writes the configuration only
       scripts/bridges/radicale.sh stop --state DIR

  --state DIR                 directory for configuration, logs and calendars
  --keycloak URL              Keycloak's base URL, such as http://localhost:8080
  --client-secret-file FILE   file that contains only the client's secret
  --proxy nginx|apache        reverse proxy in front of Radicale; default: nginx
  --realm NAME                default: demo
  --client-id ID              default: radicale
  --port N                    the proxy's port; default: 5232
  --listen ADDRESS            the proxy's address; default: 127.0.0.1
  --radicale-port N           Radicale's port on the loopback interface; default: 5233
  --upstream HOST:PORT        server behind the proxy, instead of Radicale
  --origin URL                web pages of this origin may use the server, such as a calendar program in a browser;
                              default: none
  -F                          stay in the foreground
END
}

# Variables that the options set, with their defaults.
state='' keycloak='' client_secret_file=''
proxy=nginx realm=demo client_id=radicale port=5232 listen=127.0.0.1 radicale_port=5233 upstream='' origin=''
options=(state keycloak client-secret-file proxy realm client-id port listen radicale-port upstream origin)

start() {
    check_proxy_option
    check_radicale || fail "$RADICALE_PROBLEM"
    check_http_proxy "$proxy" || fail "$HTTP_PROXY_PROBLEM"
    render
    [[ -n $upstream ]] || run_in_background radicale "${radicale_command[@]}"
    run_in_background "$proxy" "${proxy_command[@]}"
    wait_until_ready
    [[ $foreground == no ]] || stay
}

run_in_background() {
    local name=$1 detached=()
    shift
    # A process that outlives this script must not receive the signals of its terminal.
    [[ $foreground == yes ]] || detached=(setsid)
    "${detached[@]}" "${as_user[@]}" "$@" >>"$state/$name.log" 2>&1 </dev/null &
    say "$!" >"$state/$name-run.pid"
}

wait_until_ready() {
    for _ in {1..150}; do
        if { [[ -n $upstream ]] || port_is_taken "$radicale_port"; } && port_is_taken "$port"; then
            return
        fi
        sleep 0.1
    done
    tail -n 20 "$state"/*.log >&2
    stop
    fail "Radicale and $proxy did not start on ports $radicale_port and $port."
}

stay() {
    trap 'stop; exit 0' TERM INT HUP
    local status=0
    wait -n || status=$?
    tail -n 20 "$state"/*.log >&2
    stop
    fail "Radicale or $proxy stopped unexpectedly (status $status)."
}

check_proxy_option() {
    [[ $proxy == nginx || $proxy == apache ]] || fail "--proxy: must be nginx or apache"
}

render() {
    check_proxy_option
    [[ -n $state && -n $keycloak && -n $client_secret_file ]] ||
        fail "--state, --keycloak and --client-secret-file are required."
    check_realm "$realm"
    [[ $origin =~ ^(https?://[A-Za-z0-9.:-]+)?$ ]] || fail "--origin: $origin must be like https://calendar-web.example.org"
    local secret
    secret=$(read_secret "$client_secret_file")
    choose_user www-data base-passwd
    make_state_directory
    [[ -z $(running radicale)$(running "$proxy") ]] || fail "Radicale or $proxy is already running in $state."
    mkdir -p "$state/tmp" "$state/collections"
    local words=("STATE=$state" "LISTEN=$listen" "PORT=$port" "RADICALE=${upstream:-127.0.0.1:$radicale_port}" "REALM=$realm"
        "KEYCLOAK=$keycloak" "LOG=$state/$proxy.log" "ORIGIN=$origin")
    fill_in "$home/docker/radicale/config" "STATE=$state" LISTEN=127.0.0.1 "PORT=$radicale_port" >"$state/radicale.conf"
    radicale_command=(/usr/bin/python3 -m radicale --config "$state/radicale.conf")
    local client
    client=$(client_authorization "$client_id" "$secret")
    if [[ $proxy == nginx ]]; then
        split_url "$keycloak"
        words+=("KEYCLOAK_SCHEME=$url_scheme" "KEYCLOAK_AUTHORITY=$url_authority" "KEYCLOAK_HOST=$url_host"
            "KEYCLOAK_SERVER=$url_host:$url_port" "KEYCLOAK_PATH=$url_path")
        fill_in "$home/docker/nginx/nginx.conf" "${words[@]}" >"$state/nginx.conf"
        printf 'proxy_set_header X-Client-Authorization "%s";\n' "$client" | write_private "$state/nginx-client.conf"
        proxy_command=(nginx -c "$state/nginx.conf" -e "$state/nginx.log")
    else
        fill_in "$home/docker/apache/httpd.conf" "${words[@]}" >"$state/httpd.conf"
        fill_in "$home/docker/apache/app-passwords.lua" "${words[@]}" >"$state/app-passwords.lua"
        printf 'return { url = "%s", client = "%s", origins = { %s } }\n' "$keycloak/realms/$realm/app-passwords/verify" \
            "$client" "${origin:+\"$origin\"}" |
            write_private "$state/app-passwords-client.lua"
        proxy_command=(apache2 -f "$state/httpd.conf" -DFOREGROUND)
    fi
    : >"$state/$proxy.log"
    : >"$state/radicale.log"
    if [[ $(id -u) -eq 0 ]]; then
        chown -R "$user:$group" "$state/."
    fi
}

# running NAME: prints its process ID if it is running.
running() {
    running_process "$state/$1-run.pid" "$state/"
}

stop() {
    [[ -n $state ]] || fail "--state is required."
    [[ -d $state ]] || return 0
    state=$(cd "$state" && pwd -P)
    local name
    for name in nginx apache radicale; do
        end_process "$(running "$name")" "$name"
    done
}

bridge "$@"
