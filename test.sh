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
# The matrix runs all tests except these, which a version of Keycloak, Java or the database does not change.
not_in_matrix=(
    # No Keycloak, or only a stand-in for it.
    AlertRulesIT BridgeConnectionsIT BridgeFaultsIT BundleIT FreeRadiusAnswersIT ScriptFilesIT
    # Containers, and the objects for Kubernetes.
    ContainersIT KubernetesIT
    # Servers of their own, on a PostgreSQL of their own.
    ClusterIT DatabaseCharacterSetsIT DatabaseFaultsIT FailuresForOperatorsIT FullDiskIT HostNamesIT ProductionIT ReadmeServersIT
    # The same pages and requests as in other classes: in each language, for screen readers, and generated.
    AccessibilityIT ApiFuzzIT LanguagesIT NoticeLanguagesIT
    # Other releases and configurations of the programs behind the bridges.
    BridgesOnDebian13IT DocumentedOpenLdapIT DocumentedProxiesIT DocumentedSystemsIT EapTtlsIT LdapProgramsIT StockDovecotIT
    StockFreeRadiusIT StockPostfixIT
)
# Tests in a browser, which only a version of Keycloak changes: they run with the first supported Java and database.
once_for_each_version=(AccountPageIT)

usage() {
    cat <<END
Usage: ./test.sh [--quick | --matrix | --containers]

Builds the extension and runs all tests. Requires the ports ${ports[*]}

  --quick     skip the tests that need a server
  --matrix    run the tests that depend on the version, on each supported version of Keycloak, Java and database
              (supported-versions.properties), write the result to target/matrix.md, and record it in
              docs/compatibility.csv and the README; takes hours
  --containers
              build the images in docker/, start docker/compose.yaml with Podman, and test it in a browser and through each
              bridge; takes about 5 minutes, and 5 to 10 more the first time
  --help      print this text

Environment:
  KEYCLOAK_SERVER_VERSION   version of Keycloak to test against; default: the newest supported, $(newest_keycloak)
  MATRIX_VERSIONS           versions of Keycloak for --matrix; default: $(supported keycloak)
  MATRIX_JAVAS              Java versions for --matrix; default: $(supported java)
  MATRIX_DATABASES          databases for --matrix; default: $(supported database)
  JAVA_17_HOME, JAVA_25_HOME
                            JDKs for --matrix that are not in /usr/lib/jvm
  KEYCLOAK_CRD              file with the operator's definition of the resource Keycloak, with which to validate
                            docs/kubernetes.md; default: not validated
  TEST_FORKS                how many processes share the tests that need a server; default: 2 if the system permits it
  DEBIAN_MIRROR             URL of the mirror from which debootstrap fetches the systems of the tests; default: the one that apt uses
  DEBIAN_13_CACHE, CONTAINERS_CACHE
                            folders for Debian 13 and for the images of --containers;
                            default: in ~/.cache/keycloak-app-passwords
  INSTALL_PACKAGES=no       do not install missing Debian packages as root
END
}

main() {
    local quick=no matrix=no containers=no
    while [[ $# -gt 0 ]]; do
        case $1 in
            --quick) quick=yes ;;
            --matrix) matrix=yes ;;
            --containers) containers=yes ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try ./test.sh --help" ;;
        esac
        shift
    done
    cd "$root"
    if [[ $containers == yes ]]; then
        exec scripts/containers/check.sh
    fi
    check_machine "$quick"
    if [[ $matrix == yes ]]; then
        run_matrix
        exit
    fi
    say "== Container files"
    docker/check.sh
    say "== Checks of the release script"
    scripts/release/release-check.sh
    say "== Checks of the scripts for a new Keycloak"
    scripts/compatibility/versions-check.sh
    if [[ $quick == yes ]]; then
        say "== Build and unit tests"
        mvn -B -ntp -T 3 clean verify -pl bundle,ldap-bridge -am
    else
        say "== Build, unit tests and tests against Keycloak $server_version"
        local forks
        mapfile -t forks < <(fork_options)
        mvn -B -ntp -T 3 clean verify -Pbenchmarks "-Dkeycloak.server.version=$server_version" "${forks[@]}" ||
            { show_time; exit 1; }
        show_time
        say "== Benchmarks: a smoke test"
        # The other parts start the same servers in other ways, and take minutes.
        benchmarks/run.sh --smoke --no-build --part cost --part bridges --part ldap-bridge --part size --part timing --part flood
    fi
    say "All tests passed."
}

# The options of Maven for concurrent test processes, if this machine has room for them: each runs a server and a browser.
fork_options() {
    local count=${TEST_FORKS:-2}
    [[ $count -gt 1 ]] || return 0
    if ! unshare --net --mount ip link set lo up 2>/dev/null; then
        say "One test process: a second one would need a network of its own, which this system does not permit." >&2
    elif [[ $(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo) -lt 7000000 ]]; then
        say "One test process: less than 7 GB of memory are available." >&2
    else
        printf '%s\n' "-Dit.forks=$count" "-Dit.jvm=$root/integration-tests/src/test/isolated/bin/java"
    fi
}

# Where the time of the tests with a server has gone.
show_time() {
    local reports=integration-tests/target/failsafe-reports
    [[ -d $reports ]] || return 0
    say "" "== The slowest classes, in seconds"
    sed -n 's/^<testsuite .* name="\([^"]*\)" time="\([0-9.,]*\)" tests="\([0-9]*\)".*/\2 \1 (tests: \3)/p' "$reports"/TEST-*.xml |
        sort -rn | head -n 20
}

# Runs every combination, also after one has failed.
run_matrix() {
    local version java database home log tests count failures forks table=() failed=0
    mapfile -t forks < <(fork_options)
    for java in $matrix_javas; do
        java_home "$java" >/dev/null
    done
    say "== Build"
    mvn -B -ntp -T 3 clean verify -pl integration-tests -am -DskipITs
    mkdir -p target
    for version in $matrix_versions; do
        for java in $matrix_javas; do
            for database in $matrix_databases; do
                home=$(java_home "$java")
                tests=$(matrix_tests "$java" "$database")
                log=target/matrix-$version-java$java-$database.log
                say "== Keycloak $version, Java $java, $database (log: $log)"
                # The account page is already built.
                if mvn -B -ntp verify "${forks[@]}" -pl integration-tests -am -Dexec.skip=true -Dpage.tests.skip=true \
                    "-Dit.test=$tests" -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
                    "-Dkeycloak.server.version=$version" "-Dkeycloak.java.home=$home" \
                    "-Dkc.test.database=$(test_database "$database")" "-Dsuite.database=$database" >"$log" 2>&1 &&
                    count=$(tests_run "$log") && [[ $count -gt 0 ]]; then
                    failures=0
                    table+=("$version | $java | $database | passed | $count")
                else
                    count=$(tests_run "$log")
                    failures=$(tests_failed "$log")
                    table+=("$version | $java | $database | FAILED | $count")
                    failed=$((failed + 1))
                fi
                # Without a total, the run ended before its tests did, and proves nothing.
                [[ -z $count ]] || scripts/compatibility/results.sh record "$version" "$java" "$database" "$count" "$failures"
                say "   ${table[-1]}"
            done
        done
    done
    {
        printf '%s\n' "| Keycloak | Java | database | | tests |" "| --- | --- | --- | --- | ---: |"
        printf '| %s |\n' "${table[@]}"
    } | tee target/matrix.md
    [[ $failed -eq 0 ]] || fail "$failed of ${#table[@]} combinations failed."
}

# matrix_tests JAVA DATABASE: their classes, separated by commas. Fails if one that is left out does not exist.
matrix_tests() {
    local class classes=() file left_out=("${not_in_matrix[@]}")
    [[ "$1 $2" == "$(first java) $(first database)" ]] || left_out+=("${once_for_each_version[@]}")
    for class in "${left_out[@]}"; do
        [[ -e $(printf '%s' integration-tests/src/test/java/org/apppasswords/keycloak/it/*/"$class.java") ]] ||
            fail "test.sh leaves $class out of the matrix, but this class does not exist."
    done
    for file in integration-tests/src/test/java/org/apppasswords/keycloak/it/*/*IT.java; do
        class=$(basename "$file" .java)
        [[ " ${left_out[*]} " == *" $class "* ]] || classes+=("$class")
    done
    (IFS=, && printf '%s' "${classes[*]}")
}

# first WHAT: the first supported one.
first() {
    supported "$1" | cut -d ' ' -f 1
}

# tests_run LOG: the total, which Maven prints last.
tests_run() {
    sed -n 's/.*Tests run: \([0-9]*\), Failures: .*/\1/p' "$1" | tail -n 1
}

# tests_failed LOG: the total of a failed run. At least one, because Maven can also fail for another reason.
tests_failed() {
    local failures=0 errors=0
    read -r failures errors < <(sed -n 's/.*Tests run: [0-9]*, Failures: \([0-9]*\), Errors: \([0-9]*\),.*/\1 \2/p' "$1" | tail -n 1) ||
        true
    say $((failures + errors > 0 ? failures + errors : 1))
}

# test_database NAME: the test framework's name for it.
test_database() {
    case $1 in
        h2) say dev-mem ;;
        postgres | mariadb) say remote ;;
        *) fail "MATRIX_DATABASES: unknown database $1. Use h2, postgres or mariadb." ;;
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
    need_debian_command chromium-headless-shell chromium-headless-shell
    need_debian_command chromedriver chromium-driver
    # With less, its pages crash.
    [[ $(df -Pk /dev/shm | awk 'NR == 2 { print $4 }') -gt 500000 ]] ||
        fail "Chromium needs 500 MB in /dev/shm. In a container, start it with --shm-size=2g."
    # Without these fonts, screenshots in Japanese and Chinese show empty boxes.
    have_cjk_fonts || install_debian_packages fonts-noto-cjk || say "Japanese and Chinese fonts are missing: screenshots will show empty boxes."
    prepare_dovecot || fail "$DOVECOT_PROBLEM"
    prepare_radicale || fail "$RADICALE_PROBLEM"
    local proxy
    for proxy in nginx apache caddy; do
        prepare_http_proxy "$proxy" || fail "$HTTP_PROXY_PROBLEM"
    done
    need_debian_command vdirsyncer vdirsyncer
    prepare_postfix || fail "$POSTFIX_PROBLEM"
    prepare_openldap || fail "$OPENLDAP_PROBLEM"
    prepare_freeradius || fail "$FREERADIUS_PROBLEM"
    prepare_ldap_programs || fail "$LDAP_PROGRAMS_PROBLEM"
    [[ $(id -u) -eq 0 ]] || fail "The tests of Postfix, OpenVPN and Debian 13 need root. ./test.sh --quick runs without root."
    need_debian_command mbsync isync
    need_debian_command msmtp msmtp
    need_debian_command swaks swaks
    need_debian_command openvpn openvpn
    need_debian_command eapol_test eapoltest
    scripts/debian-13.sh create
    need_debian_command openssl openssl
    need_debian_command unzip unzip
    need_debian_command jq jq
    need_debian_command ip iproute2
    need_debian_command sqlite3 sqlite3
    need_debian_command mariadbd mariadb-server-core
    need_debian_command mariadb mariadb-client-core
    need_debian_command wrk wrk
    # Only promtool is needed, not the server.
    have_command promtool || install_debian_servers "prometheus" prometheus || true
    need_command promtool "On Debian: apt-get install prometheus"
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
