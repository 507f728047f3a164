#!/usr/bin/env bash
# Checks what can be checked of docker/, scripts/ and demo.sh without a container engine. test.sh runs this.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/http-proxies.sh
source "$root/scripts/http-proxies.sh"
cd "$root"

problems=0

main() {
    check_shell_scripts
    check_keycloak_version
    check_unprivileged
    check_paths
    check_compose
    check_dovecot_configuration
    check_http_proxy_configuration nginx
    check_http_proxy_configuration apache
    [[ $problems -eq 0 ]] || fail "docker/check.sh: $problems found."
}

ok() {
    say "ok           $*"
}

not_checked() {
    say "not checked  $*"
}

problem() {
    say "PROBLEM      $*"
    problems=$((problems + 1))
}

check_shell_scripts() {
    local script scripts=(demo.sh docker/*.sh scripts/*.sh)
    [[ ! -f test.sh ]] || scripts+=(test.sh)
    for script in "${scripts[@]}"; do
        bash -n "$script" || problem "$script is not valid Bash"
    done
    if ! have_command shellcheck; then
        not_checked "shell scripts, beyond their syntax: shellcheck is not installed"
    elif shellcheck -x --severity=warning "${scripts[@]}"; then
        ok "shell scripts: shellcheck finds nothing"
    else
        problem "shell scripts: see what shellcheck says"
    fi
}

check_keycloak_version() {
    local in_pom in_image
    in_pom=$(keycloak_server_version "$root")
    in_image=$(sed -n 's/^ARG KEYCLOAK_VERSION=//p' docker/Dockerfile)
    if [[ $in_image == "$in_pom" ]]; then
        ok "docker/Dockerfile and pom.xml name the same Keycloak, $in_pom"
    else
        problem "docker/Dockerfile says Keycloak $in_image, pom.xml says $in_pom"
    fi
}

check_unprivileged() {
    local dockerfile user
    for dockerfile in docker/Dockerfile docker/*/Dockerfile; do
        # A stage starts with FROM, and the last one is the image.
        user=$(awk '/^FROM / { user = "root" } /^USER / { user = $2 } END { print user }' "$dockerfile")
        case $user in
            root | 0) problem "$dockerfile runs as root" ;;
            *) ok "$dockerfile runs as user $user" ;;
        esac
    done
}

# Every file and directory of this project that compose.yaml names.
check_paths() {
    local path missing=0
    while read -r path; do
        [[ -e docker/$path ]] || { problem "docker/compose.yaml names docker/$path, which is missing" && missing=1; }
    done < <(sed -n -e 's/^ *- \(\.\.*\/[^:]*\):.*/\1/p' -e 's/^ *\(context\|build\|file\): //p' docker/compose.yaml)
    while read -r path; do
        [[ -e $path ]] || { problem "docker/compose.yaml names $path, which is missing" && missing=1; }
    done < <(sed -n 's/^ *dockerfile: //p' docker/compose.yaml)
    [[ $missing -ne 0 ]] || ok "docker/compose.yaml names files that exist"
}

check_compose() {
    local compose
    if docker compose version >/dev/null 2>&1; then
        compose=(docker compose)
    elif docker-compose version --short 2>/dev/null | grep -q '^v\?2'; then
        compose=(docker-compose)
    else
        not_checked "docker/compose.yaml: Docker Compose 2 is not installed"
        return
    fi
    if "${compose[@]}" -f docker/compose.yaml config --quiet; then
        ok "docker/compose.yaml: Docker Compose accepts it"
    else
        problem "docker/compose.yaml: see what Docker Compose says"
    fi
}

check_dovecot_configuration() {
    if ! check_dovecot; then
        not_checked "docker/dovecot: $DOVECOT_PROBLEM"
        return
    fi
    local state problems_before=$problems
    state=$(mktemp -d /tmp/keycloak-app-passwords-check.XXXXXX)
    scripts/dovecot.sh render --state "$state" --keycloak http://localhost:8080 \
        --client-secret-file docker/dovecot/demo-client-secret
    doveconf -n -c "$state/dovecot.conf" >/dev/null || problem "docker/dovecot/dovecot.conf: see what doveconf says"
    if grep -n '^[^#]*@[A-Z_]*@' "$state"/*.conf "$state"/*.ext; then
        problem "docker/dovecot: scripts/dovecot.sh does not fill in the above"
    fi
    [[ $(stat -c %a "$state/dovecot-oauth2-secret.conf.ext") == 600 ]] ||
        problem "the client secret is written where others can read it"
    rm -rf "$(readlink -f "$state")" "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/dovecot: Dovecot $(dovecot --version | cut -d ' ' -f 1) reads it"
}

# check_http_proxy_configuration nginx|apache
check_http_proxy_configuration() {
    if ! check_http_proxy "$1"; then
        not_checked "docker/$1: $HTTP_PROXY_PROBLEM"
        return
    fi
    local state problems_before=$problems
    state=$(mktemp -d /tmp/keycloak-app-passwords-check.XXXXXX)
    scripts/radicale.sh render --state "$state" --keycloak http://localhost:8080 --proxy "$1" \
        --client-secret-file docker/radicale/demo-client-secret
    case $1 in
        nginx) nginx -t -q -e stderr -c "$state/nginx.conf" ;;
        apache) apache2 -t -f "$state/httpd.conf" 2>/dev/null ;;
    esac || problem "docker/$1: see what $1 says"
    if grep -n '^[^#]*@[A-Z_]*@' "$state"/*.conf "$state"/*.lua 2>/dev/null; then
        problem "docker/$1: scripts/radicale.sh does not fill in the above"
    fi
    if [[ -n $(find "$state" -name '*-client.*' -perm /077) ]]; then
        problem "the client secret is written where others can read it"
    fi
    rm -rf "$(readlink -f "$state")" "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/$1: $1 reads it"
}

main
