#!/usr/bin/env bash
# Measures on a real Keycloak in production mode with a real PostgreSQL, and writes the reports in benchmarks/report/.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

usage() {
    cat <<'END'
Usage: benchmarks/run.sh [--part cost|size|timing|flood|morning|start]... [--brief | --smoke] [--no-build]

Measures, and writes benchmarks/report/. Leave the machine alone meanwhile: an hour or more for everything. Needs the
ports 8081, 9081 and 10081.

  --part PART   only this part; may be given several times
                cost      what a sign-in costs, beside Keycloak's own grants: 12 minutes
                size      a hundred thousand users: 20 minutes or more
                timing    what the time of a refusal tells: 5 minutes
                flood     what one user can do to others: 7 minutes
                morning   two thousand devices poll for mail through Dovecot: 22 minutes
                start     how much later a server starts with the JAR: 5 minutes
  --brief       a tenth of it, for work on the code; the reports go to benchmarks/target/brief
  --smoke       a few minutes, to see that everything works; the reports go to benchmarks/target/smoke
  --no-build    with what is built already
  --help        this text

Environment:
  INSTALL_PACKAGES=no   as root, do not install missing Debian packages
  JAVA_OPTS_KC_HEAP     heap of Keycloak; -Xms1g -Xmx1g unless told otherwise
END
}

main() {
    local scale=full build=yes parts=()
    while [[ $# -gt 0 ]]; do
        case $1 in
            --part) parts+=("${2:?--part needs a value}") && shift ;;
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
    # A heap of a fixed size, so that it does not depend on the machine's memory.
    export JAVA_OPTS_KC_HEAP=${JAVA_OPTS_KC_HEAP:--Xms1g -Xmx1g}
    # From here the test framework finds the version of Keycloak.
    cd benchmarks
    "$java" -Dproject.root="$root" -classpath "target/test-classes:$(<target/classpath)" org.apppasswords.keycloak.benchmark.Benchmarks \
        "$root/$folder" "$scale" "${parts[@]}"
    say "The reports are in $folder"
}

main "$@"
