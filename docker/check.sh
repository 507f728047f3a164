#!/usr/bin/env bash
# Checks docker/, all shell scripts, and the files that repeat the versions of Keycloak, as far as that is possible without a
# container engine. test.sh runs this.
#
#   --strict   fail also if something was not checked because a program is missing
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/bridges/http-proxies.sh
source "$root/scripts/bridges/http-proxies.sh"
cd "$root"

problems=0
strict=no

main() {
    case ${1:-} in
        '') ;;
        --strict) strict=yes ;;
        *) fail "Unknown option $1. Try docker/check.sh --strict" ;;
    esac
    check_shell_scripts
    check_keycloak_version
    check_unprivileged
    check_paths
    check_compose
    check_dovecot_configuration
    check_postfix_configuration
    check_ldap_bridge_configuration
    check_systemd_unit docker/ldap-bridge/keycloak-ldap-bridge.service
    check_openldap_configuration
    check_freeradius_configuration
    check_http_proxy_configuration nginx
    check_http_proxy_configuration apache
    [[ $problems -eq 0 ]] || fail "docker/check.sh found $problems problems."
}

ok() {
    say "ok           $*"
}

not_checked() {
    if [[ $strict == yes ]]; then
        problem "$* (not checked)"
    else
        say "not checked  $*"
    fi
}

problem() {
    say "PROBLEM      $*"
    problems=$((problems + 1))
}

check_shell_scripts() {
    local script scripts=(*.sh docker/*.sh docker/*/*.sh scripts/*.sh scripts/*/*.sh scripts/*/*/*/*.sh benchmarks/*.sh integration-tests/src/test/isolated/bin/java)
    for script in "${scripts[@]}"; do
        bash -n "$script" || problem "$script is not valid Bash"
    done
    if ! have_command shellcheck; then
        not_checked "shell scripts, except for their syntax: shellcheck is not installed"
    elif shellcheck -x --severity=warning "${scripts[@]}"; then
        ok "shell scripts: shellcheck finds no problem"
    else
        problem "shell scripts: see the messages of shellcheck"
    fi
}

check_keycloak_version() {
    # Its message says how to repair this.
    if scripts/compatibility/use-keycloak.sh --check; then
        ok "docker/Dockerfile and the other files have the Keycloak versions of supported-versions.properties"
    else
        problem "Keycloak versions that are not those in supported-versions.properties: see above"
    fi
}

check_unprivileged() {
    local dockerfile user
    # Postfix's master must run as root: it starts programs as several users.
    for dockerfile in docker/Dockerfile docker/*/Dockerfile; do
        [[ $dockerfile != docker/postfix/Dockerfile ]] || continue
        # Each FROM starts a stage; the last stage is the image.
        user=$(awk '/^FROM / { user = "root" } /^USER / { user = $2 } END { print user }' "$dockerfile")
        case $user in
            root | 0) problem "$dockerfile runs as root" ;;
            *) ok "$dockerfile runs as user $user" ;;
        esac
    done
}

# Checks that the files and directories that compose.yaml names exist.
check_paths() {
    local path missing=0
    while read -r path; do
        [[ -e docker/$path ]] || { problem "docker/compose.yaml names docker/$path, which is missing" && missing=1; }
    done < <(sed -n -e 's/^ *- \(\.\.*\/[^:]*\):.*/\1/p' -e 's/^ *\(context\|build\|file\): //p' docker/compose.yaml)
    while read -r path; do
        [[ -e $path ]] || { problem "docker/compose.yaml names $path, which is missing" && missing=1; }
    done < <(sed -n 's/^ *dockerfile: //p' docker/compose.yaml)
    [[ $missing -ne 0 ]] || ok "docker/compose.yaml: all files exist"
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
        problem "docker/compose.yaml: see the messages of Docker Compose"
    fi
}

check_dovecot_configuration() {
    if ! check_dovecot; then
        not_checked "docker/dovecot: $DOVECOT_PROBLEM"
        return
    fi
    local passdb state problems_before=$problems
    for passdb in oauth2 lua; do
        state=$(new_state)
        scripts/bridges/dovecot.sh render --state "$state" --keycloak http://localhost:8080 --passdb "$passdb" \
            --client-secret-file docker/dovecot/demo-client-secret \
            --smtp-client-secret-file docker/postfix/demo-client-secret
        doveconf -n -c "$state/dovecot.conf" >/dev/null || problem "docker/dovecot/dovecot.conf: see the messages of doveconf"
        check_filled_in docker/dovecot "$state"
        if [[ $passdb == oauth2 ]]; then
            check_private "$state/dovecot-oauth2-secret.conf.ext" "$state/dovecot-oauth2-smtp-secret.conf.ext"
        else
            check_private "$state/client-secret" "$state/client-secret-smtp"
        fi
        forget_state "$state"
    done
    [[ $problems -ne $problems_before ]] || ok "docker/dovecot: Dovecot $(dovecot --version | cut -d ' ' -f 1) reads it"
}

# check_systemd_unit FILE
check_systemd_unit() {
    if ! have_command systemd-analyze; then
        not_checked "$1: systemd-analyze is not installed"
        return
    fi
    local state problems_before=$problems
    state=$(new_state)
    # systemd requires the program to exist.
    sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$1" >"$state/${1##*/}"
    systemd-analyze verify --man=no --recursive-errors=no "$state/${1##*/}" 2>"$state/messages" ||
        problem "$1: $(grep -F "${1##*/}" "$state/messages")"
    forget_state "$state"
    [[ $problems -ne $problems_before ]] || ok "$1: systemd accepts it"
}

# check_http_proxy_configuration nginx|apache
check_http_proxy_configuration() {
    if ! check_http_proxy "$1"; then
        not_checked "docker/$1: $HTTP_PROXY_PROBLEM"
        return
    fi
    local state problems_before=$problems
    state=$(mktemp -d /tmp/keycloak-app-passwords-check.XXXXXX)
    scripts/bridges/radicale.sh render --state "$state" --keycloak http://localhost:8080 --proxy "$1" \
        --client-secret-file docker/radicale/demo-client-secret
    case $1 in
        nginx) nginx -t -q -e stderr -c "$state/nginx.conf" ;;
        apache) apache2 -t -f "$state/httpd.conf" 2>/dev/null ;;
    esac || problem "docker/$1: see the messages of $1"
    if grep -n '^[^#]*@[A-Z_]*@' "$state"/*.conf "$state"/*.lua 2>/dev/null; then
        problem "docker/$1: scripts/bridges/radicale.sh does not fill in the words above"
    fi
    if [[ -n $(find "$state" -name '*-client.*' -perm /077) ]]; then
        problem "docker/$1: other users can read the file with the client secret"
    fi
    rm -rf "$(readlink -f "$state")" "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/$1: $1 reads it"
}

check_postfix_configuration() {
    if ! check_postfix; then
        not_checked "docker/postfix: $POSTFIX_PROBLEM"
        return
    fi
    local state complaints problems_before=$problems
    state=$(new_state)
    scripts/bridges/postfix.sh render --state "$state"
    # postconf only warns about unknown settings, and still succeeds.
    complaints=$(postconf -c "$state/etc" -n 2>&1 >/dev/null && postconf -c "$state/etc" -M 2>&1 >/dev/null) ||
        problem "docker/postfix: postconf cannot read it"
    [[ -z $complaints ]] || problem "docker/postfix: $complaints"
    check_filled_in docker/postfix "$state"
    forget_state "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/postfix: Postfix $(postconf -dh mail_version) reads it"
}

check_ldap_bridge_configuration() {
    local state problems_before=$problems
    state=$(new_state)
    scripts/bridges/ldap.sh render --state "$state" --keycloak http://localhost:8080 \
        --client-secret-file docker/ldap-bridge/demo-client-secret \
        --search-password-file docker/ldap-bridge/demo-search-password
    check_filled_in docker/ldap-bridge "$state"
    check_private "$state/client-secret" "$state/search-password"
    forget_state "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/ldap-bridge: its script fills it in; the tests start the bridge with it"
}

check_openldap_configuration() {
    if ! check_openldap; then
        not_checked "docker/openldap: $OPENLDAP_PROBLEM"
        return
    fi
    local state problems_before=$problems
    state=$(new_state)
    scripts/bridges/openldap.sh render --state "$state"
    slapd -T test -u -f "$state/slapd.conf" 2>/dev/null || problem "docker/openldap: slapd cannot read it"
    check_filled_in docker/openldap "$state"
    forget_state "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/openldap: OpenLDAP reads it"
}

check_freeradius_configuration() {
    if ! check_freeradius; then
        not_checked "docker/freeradius: $FREERADIUS_PROBLEM"
        return
    fi
    local state problems_before=$problems
    state=$(new_state)
    scripts/bridges/freeradius.sh render --state "$state" --keycloak http://localhost:8080 \
        --client-secret-file docker/freeradius/demo-client-secret --shared-secret-file docker/freeradius/demo-shared-secret
    freeradius -d "$state" -C >/dev/null || problem "docker/freeradius: see the messages of freeradius"
    check_filled_in docker/freeradius "$state"
    check_private "$state/client-secret.conf" "$state/radiusd.conf"
    forget_state "$state"
    [[ $problems -ne $problems_before ]] || ok "docker/freeradius: FreeRADIUS reads it"
}

new_state() {
    mktemp -d /tmp/keycloak-app-passwords-check.XXXXXX
}

forget_state() {
    rm -rf "$(readlink -f "$1")" "$1"
}

# check_filled_in TEMPLATES STATE
check_filled_in() {
    if grep -rnE '^[^#]*@[A-Z_]+@' "$2"; then
        problem "$1: its script does not fill in the words above"
    fi
}

# check_private FILE...
check_private() {
    local file
    for file in "$@"; do
        [[ $(stat -c %a "$file") == 600 ]] || problem "other users can read ${file##*/}, which contains a secret"
    done
}

main "$@"
