#!/usr/bin/env bash
# Measures a real Keycloak in production mode on a real PostgreSQL, and writes the reports in benchmarks/report/.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

usage() {
    cat <<'END'
Usage: benchmarks/run.sh [--part cost|size|timing|flood|morning|start]... [--brief | --smoke] [--no-build]

Runs the benchmarks and writes benchmarks/report/. All parts together take more than an hour; do not use the machine for
anything else meanwhile. Requires the ports 8081, 9081 and 10081.

  --part PART   run only this part; can be repeated
                cost      the cost of a sign-in, compared with Keycloak's own grants: 12 minutes
                size      a hundred thousand users: 20 minutes or more
                timing    whether response times of rejected sign-ins reveal the reason: 5 minutes
                flood     whether one user can slow down others: 7 minutes
                morning   two thousand devices poll for mail through Dovecot: 22 minutes
                start     how much longer a server with the JAR takes to start: 5 minutes
  --brief       measure a tenth as much, for work on the code; the reports go to benchmarks/target/brief
  --smoke       only check that everything works, in a few minutes; the reports go to benchmarks/target/smoke
  --no-build    skip the build
  --help        print this text

Environment:
  INSTALL_PACKAGES=no   do not install missing Debian packages as root
  JAVA_OPTS_KC_HEAP     Keycloak's heap options; default: -Xms1g -Xmx1g
END
}

main() {
    local scale=full build=yes parts=()
    while [[ $# -gt 0 ]]; do
        case $1 in
            --part) parts+=("${2:?--part requires a value}") && shift ;;
            --brief) scale=brief ;;
            --smoke) scale=smoke ;;
            --no-build) build=no ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try benchmarks/run.sh --help" ;;
        esac
        shift
    done
    [[ ${#parts[@]} -gt 0 ]] || parts=(cost size timing flood morning start)
    need_java 17
    need_maven
    need_debian_command wrk wrk
    if [[ " ${parts[*]} " == *" morning "* ]]; then
        prepare_dovecot || fail "$DOVECOT_PROBLEM"
    fi
    cd "$root"
    if [[ $build == yes ]]; then
        say "== Building"
        mvn -B -ntp -q verify -Pbenchmarks -pl benchmarks -am \
            -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -DskipITs
    fi
    say "== Measuring: ${parts[*]}"
    measure
}

measure() {
    local folder=benchmarks/report java=java
    [[ $scale == full ]] || folder=benchmarks/target/$scale
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    # Keycloak's default heap depends on the machine's memory.
    export JAVA_OPTS_KC_HEAP=${JAVA_OPTS_KC_HEAP:--Xms1g -Xmx1g}
    # The test framework reads the version of Keycloak from the POM in the working directory.
    cd benchmarks
    "$java" -Dproject.root="$root" -classpath "target/test-classes:$(<target/classpath)" org.apppasswords.keycloak.benchmark.Benchmarks \
        "$root/$folder" "$scale" "${parts[@]}"
    say "The reports are in $folder"
}

main "$@"
