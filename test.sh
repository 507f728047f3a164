#!/usr/bin/env bash
# Runs all tests: build, formatter, static analysis, unit tests, checks of the container files, and the tests against a real
# Keycloak, a real browser and real bridges. Installs what is missing on Debian.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/bridges/http-proxies.sh
source "$root/scripts/bridges/http-proxies.sh"

# Ports of the test framework's server, of Keycloak's commands, and of up to three cluster nodes.
ports=(8080 8443 9000 9080 8081 8082 8083 9081 9082 9083 10081 10082 10083)
server_version=${KEYCLOAK_SERVER_VERSION:-$(newest_keycloak)}

matrix_versions=${MATRIX_VERSIONS:-$(supported keycloak)}
matrix_javas=${MATRIX_JAVAS:-$(supported java)}
matrix_databases=${MATRIX_DATABASES:-$(supported database)}
# Tests of what programs and administrators call, on the single server of the suite. The account page is left out: the full
# run tests it, with one version of Keycloak.
matrix_tests='DirectGrantIT,VerifyIT,HttpBasicIT,TokenRejectionIT,SessionsIT,ExpiryIT,BruteForceIT,CampusNetworkIT'
matrix_tests+=',ImportIT,AppPasswordsApiIT,AppPasswordsApiRejectionIT,AdminApiIT,AdminApiRejectionIT,AdminApiDirectoryIT'
matrix_tests+=',DelegatedAdministratorsIT,FederatedUsersIT,ProvisioningIT,ProvisioningRejectionIT,CreatePageIT'
matrix_tests+=',CreationRejectionIT,StepUpIT,DovecotBridgeIT,PermissionGrantIT,DocumentedScriptsIT'

usage() {
    cat <<END
Usage: ./test.sh [--quick | --matrix]

Builds the extension and runs all tests. Requires the ports ${ports[*]}

  --quick     skip the tests that need a server
  --matrix    run only the tests of what programs and administrators call, on each supported version of Keycloak, Java and
              database (supported-versions.properties); takes hours
  --help      print this text

Environment:
  KEYCLOAK_SERVER_VERSION   version of Keycloak to test against; default: the newest supported, $(newest_keycloak)
  MATRIX_VERSIONS           versions of Keycloak for --matrix; default: $(supported keycloak)
  MATRIX_JAVAS              Java versions for --matrix; default: $(supported java)
  MATRIX_DATABASES          databases for --matrix; default: $(supported database)
  JAVA_17_HOME, JAVA_25_HOME
                            JDKs for --matrix that are not in /usr/lib/jvm
  INSTALL_PACKAGES=no       do not install missing Debian packages as root
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
    say "== Checks of the release script"
    scripts/release/release-check.sh
    if [[ $quick == yes ]]; then
        say "== Build and unit tests"
        mvn -B -ntp clean verify -pl bundle -am
    else
        say "== Build, unit tests and tests against Keycloak $server_version"
        mvn -B -ntp clean verify -Pbenchmarks "-Dkeycloak.server.version=$server_version"
        say "== Benchmarks: a smoke test"
        benchmarks/run.sh --smoke --no-build
    fi
    say "All tests passed."
}

# Runs every combination, also after one has failed.
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
                # The account page is already built.
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

# tests_run LOG: the total, which Maven prints last.
tests_run() {
    sed -n 's/.*Tests run: \([0-9]*\), Failures: .*/\1/p' "$1" | tail -n 1
}

# test_database NAME: the test framework's name for it.
test_database() {
    case $1 in
        h2) say dev-mem ;;
        postgres) say remote ;;
        *) fail "MATRIX_DATABASES: unknown database $1. Use h2 or postgres." ;;
    esac
}

# java_home MAJOR: the home of this JDK.
java_home() {
    local variable=JAVA_${1}_HOME home
    for home in "${!variable:-}" /usr/lib/jvm/*-"$1"-* /usr/lib/jvm/*-"$1"; do
        if [[ -x $home/bin/java ]]; then
            say "$home"
            return
        fi
    done
    fail "JDK $1 is not in /usr/lib/jvm. Install it, or set $variable."
}

check_machine() {
    say "== Requirements"
    need_java 17
    need_maven
    need_node
    need_debian_command curl curl
    have_command shellcheck || install_debian_packages shellcheck || true
    [[ $1 == no ]] || return 0
    need_debian_command chromium chromium
    need_debian_command chromedriver chromium-driver
    # Without these fonts, screenshots in Japanese and Chinese show empty boxes.
    have_cjk_fonts || install_debian_packages fonts-noto-cjk || say "Japanese and Chinese fonts are missing: screenshots will show empty boxes."
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
    [[ $(id -u) -eq 0 ]] || fail "The tests of Postfix and saslauthd need root. ./test.sh --quick runs without root."
    need_debian_command mbsync isync
    need_debian_command msmtp msmtp
    need_debian_command swaks swaks
    need_debian_command openssl openssl
    need_debian_command wrk wrk
    local port
    for port in "${ports[@]}"; do
        if port_is_taken "$port"; then
            fail "Port $port is in use. The tests need it: stop the program that uses it, such as ./demo.sh."
        fi
    done
}

have_cjk_fonts() {
    have_command fc-list && [[ -n $(fc-list :lang=ja) ]]
}

main "$@"
