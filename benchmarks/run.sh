#!/usr/bin/env bash
# Measures a real Keycloak in production mode on a real PostgreSQL, and writes the reports in benchmarks/report/.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

usage() {
    cat <<'END'
Usage: benchmarks/run.sh [--part PART]... [--rapid | --brief | --smoke] [--minutes MINUTES] [--no-build]

Runs the benchmarks and writes benchmarks/report/. All parts except soak take two hours together; do not use the machine for
anything else meanwhile. Requires the ports 8081, 9081 and 10081, and for inventory, jar and soak also 8082, 9082 and 10082.
Fails if a figure of bridges, inventory, jar, ldap-bridge or soak misses its aim in a full or rapid run.

  --part PART   run only this part; can be repeated. Default: all except soak
                bridges   the cost of a sign-in through each bridge: 9 minutes
                ldap-bridge
                          the LDAP bridge beside an OpenLDAP with a hundred thousand entries: 12 minutes
                cost      the cost of a sign-in, compared with Keycloak's own grants: 12 minutes
                inventory
                          a page of the inventory with 1.5 million app passwords, on PostgreSQL and MariaDB: 20 minutes
                jar       what the JAR costs sign-ins without app passwords: 6 minutes
                size      a hundred thousand users: 20 minutes or more
                timing    whether response times of rejected sign-ins reveal the reason: 7 minutes
                flood     whether one user can slow down others: 7 minutes
                morning   two thousand devices poll for mail through Dovecot: 22 minutes
                soak      whether anything grows on two nodes during a mail morning of four hours
                start     how much longer a server with the JAR takes to start: 5 minutes
  --rapid       the same sizes in a fifth of the time, with fewer and shorter rounds
  --brief       measure a tenth as much, for work on the code; the reports go to benchmarks/target/brief
  --smoke       only check that everything works, in a few minutes; the reports go to benchmarks/target/smoke
  --minutes MINUTES
                how long soak measures; default: 240, with --rapid 45, with --brief 10, with --smoke 1
  --no-build    skip the build
  --help        print this text

Environment:
  INSTALL_PACKAGES=no   do not install missing Debian packages as root
  JAVA_OPTS_KC_HEAP     Keycloak's heap options; default: -Xms1g -Xmx1g
END
}

main() {
    local scale=full build=yes minutes="" parts=()
    while [[ $# -gt 0 ]]; do
        case $1 in
            --part) parts+=("${2:?--part requires a value}") && shift ;;
            --rapid) scale=rapid ;;
            --brief) scale=brief ;;
            --smoke) scale=smoke ;;
            --minutes) minutes=${2:?--minutes requires a value} && shift ;;
            --no-build) build=no ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try benchmarks/run.sh --help" ;;
        esac
        shift
    done
    [[ $minutes =~ ^([1-9][0-9]*)?$ ]] || fail "--minutes: must be a number of minutes"
    [[ ${#parts[@]} -gt 0 ]] || parts=(cost bridges ldap-bridge jar size inventory timing flood morning start)
    need_java 17
    need_maven
    need_debian_command wrk wrk
    need_debian_command unzip unzip
    if [[ " ${parts[*]} " == *" morning "* || " ${parts[*]} " == *" soak "* || " ${parts[*]} " == *" bridges "* ]]; then
        prepare_dovecot || fail "$DOVECOT_PROBLEM"
    fi
    if [[ " ${parts[*]} " == *bridge* ]]; then
        prepare_openldap || fail "$OPENLDAP_PROBLEM"
        prepare_freeradius || fail "$FREERADIUS_PROBLEM"
    fi
    if [[ " ${parts[*]} " == *" inventory "* ]]; then
        need_debian_command mariadbd mariadb-server-core
        need_debian_command mariadb mariadb-client-core
    fi
    cd "$root"
    if [[ $build == yes ]]; then
        say "== Building"
        mvn -B -ntp -q verify -Pbenchmarks -pl benchmarks,ldap-bridge -am \
            -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -DskipITs
    fi
    say "== Measuring: ${parts[*]}"
    measure
}

measure() {
    local folder=benchmarks/report java=java
    [[ $scale == full || $scale == rapid ]] || folder=benchmarks/target/$scale
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    # Keycloak's default heap depends on the machine's memory.
    export JAVA_OPTS_KC_HEAP=${JAVA_OPTS_KC_HEAP:--Xms1g -Xmx1g}
    local options=()
    if [[ $scale == smoke ]]; then
        # Nothing runs long enough for the second compiler.
        options=(-XX:TieredStopAtLevel=1)
        export JAVA_OPTS_APPEND="${options[*]} ${JAVA_OPTS_APPEND:-}"
    fi
    [[ -z $minutes ]] || options+=("-Dsoak.minutes=$minutes")
    # The test framework reads the version of Keycloak from the POM in the working directory.
    cd benchmarks
    "$java" "${options[@]}" -Dproject.root="$root" -classpath "target/test-classes:$(<target/classpath)" org.apppasswords.keycloak.benchmark.Benchmarks \
        "$root/$folder" "$scale" "${parts[@]}"
    say "The reports are in $folder"
}

main "$@"
