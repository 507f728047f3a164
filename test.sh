#!/usr/bin/env bash
# Runs every test there is: build, formatter and static analysis, unit tests, container files, and the tests against a
# real Keycloak, a real browser and a real mail server. Does all its own set-up.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/bridges/http-proxies.sh
source "$root/scripts/bridges/http-proxies.sh"

# The test framework's server, Keycloak's commands, and up to three more nodes with HTTP, management and cluster ports.
ports=(8080 8443 9000 9080 8081 8082 8083 9081 9082 9083 10081 10082 10083)
server_version=${KEYCLOAK_SERVER_VERSION:-$(keycloak_server_version "$root")}

# What the table in the README claims, and what they run on.
matrix_versions=${MATRIX_VERSIONS:-26.4.7 26.5.7 26.6.4 26.7.0 $server_version}
matrix_javas=${MATRIX_JAVAS:-17 25}
matrix_databases=${MATRIX_DATABASES:-h2 postgres}
# What programs and administrators call, on the one server of the suite. Without pages: those come with one Keycloak.
matrix_tests='DirectGrantIT,VerifyIT,HttpBasicIT,TokenRefusalIT,SessionsIT,ExpiryIT,BruteForceIT,CampusNetworkIT,ImportIT'
matrix_tests+=',AppPasswordsApiIT,AppPasswordsApiRefusalIT,AdminApiIT,AdminApiRefusalIT,AdminApiDirectoryIT'
matrix_tests+=',DelegatedAdministratorsIT,FederatedUsersIT,SetUpIT,SetUpRefusalIT,CreatePageIT,CreateRefusalIT,StepUpIT'
matrix_tests+=',DovecotBridgeIT,PermissionGrantIT'

usage() {
    cat <<END
Usage: ./test.sh [--quick | --matrix]

Builds the extension and runs all tests. Needs these ports: ${ports[*]}

  --quick     without those that need a server
  --matrix    those against the one server only, but with each version of Keycloak, each Java and each database: hours
  --help      this text

Environment:
  KEYCLOAK_SERVER_VERSION   the Keycloak to test against, instead of ${server_version}
  MATRIX_VERSIONS, MATRIX_JAVAS, MATRIX_DATABASES
                            for --matrix, instead of ${matrix_versions}; ${matrix_javas}; ${matrix_databases}
  JAVA_17_HOME, JAVA_25_HOME
                            for --matrix, where these JDKs are, if not in /usr/lib/jvm
  INSTALL_PACKAGES=no       as root, do not install missing Debian packages
END
}

main() {
    local quick=no matrix=no
    while [[ $# -gt 0 ]]; do
        case $1 in
            --quick) quick=yes ;;
            --matrix) matrix=yes ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try ./test.sh --help" ;;
        esac
        shift
    done
    cd "$root"
    check_machine "$quick"
    if [[ $matrix == yes ]]; then
        run_matrix
        exit
    fi
    say "== Container files"
    docker/check.sh
    say "== What a release must not be"
    scripts/release/release-check.sh
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

# Every combination is tried, whatever became of the one before.
run_matrix() {
    local version java database home log table=() failed=0
    for java in $matrix_javas; do
        java_home "$java" >/dev/null
    done
    say "== Build"
    mvn -B -ntp clean verify -pl integration-tests -am -DskipITs
    mkdir -p target
    for version in $matrix_versions; do
        for java in $matrix_javas; do
            for database in $matrix_databases; do
                home=$(java_home "$java")
                log=target/matrix-$version-java$java-$database.log
                say "== Keycloak $version, Java $java, $database (log: $log)"
                # The page is built already.
                if mvn -B -ntp verify -pl integration-tests -am -Dexec.skip=true -Dpage.tests.skip=true \
                    "-Dit.test=$matrix_tests" -Dtest=none \
                    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
                    "-Dkeycloak.server.version=$version" "-Dkeycloak.java.home=$home" \
                    "-Dkc.test.database=$(test_database "$database")" >"$log" 2>&1; then
                    table+=("$version | $java | $database | passed | $(tests_run "$log")")
                else
                    table+=("$version | $java | $database | FAILED | $(tests_run "$log")")
                    failed=$((failed + 1))
                fi
                say "   ${table[-1]}"
            done
        done
    done
    say "" "| Keycloak | Java | database | | tests |" "| --- | --- | --- | --- | ---: |"
    printf '| %s |\n' "${table[@]}"
    [[ $failed -eq 0 ]] || fail "$failed of ${#table[@]} combinations failed."
}

# Of the last line of this kind: the sum.
tests_run() {
    sed -n 's/.*Tests run: \([0-9]*\), Failures: .*/\1/p' "$1" | tail -n 1
}

# What the test framework calls it.
test_database() {
    case $1 in
        h2) say dev-mem ;;
        postgres) say remote ;;
        *) fail "There is no database $1 here: h2 or postgres." ;;
    esac
}

# java_home MAJOR: where this JDK is.
java_home() {
    local variable=JAVA_${1}_HOME home
    for home in "${!variable:-}" /usr/lib/jvm/*-"$1"-* /usr/lib/jvm/*-"$1"; do
        if [[ -x $home/bin/java ]]; then
            say "$home"
            return
        fi
    done
    fail "There is no JDK $1 in /usr/lib/jvm. Install one, or set $variable."
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
