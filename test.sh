#!/usr/bin/env bash
# Runs every test there is: build, formatter and static analysis, unit tests, container files, and the tests against a
# real Keycloak, a real browser and a real mail server. Does all its own set-up.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/http-proxies.sh
source "$root/scripts/http-proxies.sh"

# The test framework's server, Keycloak's commands, and up to three more nodes with HTTP, management and cluster ports.
ports=(8080 8443 9000 9080 8081 8082 8083 9081 9082 9083 10081 10082 10083)
server_version=${KEYCLOAK_SERVER_VERSION:-$(keycloak_server_version "$root")}

usage() {
    cat <<END
Usage: ./test.sh [--quick]

Builds the extension and runs all tests. Needs these ports: ${ports[*]}

  --quick     without those that need a server
  --help      this text

Environment:
  KEYCLOAK_SERVER_VERSION   the Keycloak to test against, instead of ${server_version}
  INSTALL_PACKAGES=no       as root, do not install missing Debian packages
END
}

main() {
    local quick=no
    while [[ $# -gt 0 ]]; do
        case $1 in
            --quick) quick=yes ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try ./test.sh --help" ;;
        esac
        shift
    done
    cd "$root"
    check_machine "$quick"
    say "== Container files"
    docker/check.sh
    say "== What a release must not be"
    scripts/release-check.sh
    if [[ $quick == yes ]]; then
        say "== Build and unit tests"
        mvn -B -ntp clean verify -pl bundle -am
    else
        say "== Build, unit tests and tests against Keycloak $server_version"
        mvn -B -ntp clean verify -Pbenchmarks "-Dkeycloak.server.version=$server_version"
        say "== Benchmarks: whether they work, not what they measure"
        benchmarks/run.sh --smoke --no-build
    fi
    say "All tests passed."
}

check_machine() {
    say "== Checking what this machine has"
    need_java 17
    need_maven
    need_node
    need_debian_command curl curl
    have_command shellcheck || install_debian_packages shellcheck || true
    [[ $1 == no ]] || return 0
    need_debian_command chromium chromium
    need_debian_command chromedriver chromium-driver
    # Without them, Japanese and Chinese screenshots are empty boxes.
    have_cjk_fonts || install_debian_packages fonts-noto-cjk || say "No Japanese and Chinese fonts: screenshots will lack them."
    prepare_dovecot || fail "$DOVECOT_PROBLEM"
    prepare_radicale || fail "$RADICALE_PROBLEM"
    local proxy
    for proxy in nginx apache; do
        prepare_http_proxy "$proxy" || fail "$HTTP_PROXY_PROBLEM"
    done
    need_debian_command vdirsyncer vdirsyncer
    prepare_postfix || fail "$POSTFIX_PROBLEM"
    prepare_openldap || fail "$OPENLDAP_PROBLEM"
    prepare_freeradius || fail "$FREERADIUS_PROBLEM"
    [[ $(id -u) -eq 0 ]] || fail "Postfix and saslauthd are tested too, and need root. ./test.sh --quick does not."
    need_debian_command mbsync isync
    need_debian_command msmtp msmtp
    need_debian_command swaks swaks
    need_debian_command wrk wrk
    local port
    for port in "${ports[@]}"; do
        if port_is_taken "$port"; then
            fail "Port $port is in use, and the tests' servers need it. Stop the program that has it (./demo.sh?)."
        fi
    done
}

have_cjk_fonts() {
    have_command fc-list && [[ -n $(fc-list :lang=ja) ]]
}

main "$@"
