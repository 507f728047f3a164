#!/usr/bin/env bash
# Starts a demo on this machine: a real Keycloak with the extension, and a real mail server.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/bridges/http-proxies.sh
source "$root/scripts/bridges/http-proxies.sh"

http_port=${DEMO_HTTP_PORT:-8080}
imap_port=${DEMO_IMAP_PORT:-1143}
smtp_port=${DEMO_SMTP_PORT:-1587}
ldap_port=${DEMO_LDAP_PORT:-1389}
ldap_health_port=${DEMO_LDAP_HEALTH_PORT:-9389}
openldap_port=${DEMO_OPENLDAP_PORT:-2389}
radius_port=${DEMO_RADIUS_PORT:-11812}
caldav_port=${DEMO_CALDAV_PORT:-5232}
# Dovecot's other ports; Postfix uses the last two.
pop3_port=1110 sieve_port=14190 sasl_port=12345 lmtp_port=1024
start_seconds=300
bridge_seconds=60

work=$root/.demo
jar=$root/bundle/target/keycloak-app-passwords.jar
ldap_jar=$root/ldap-bridge/target/keycloak-ldap-bridge.jar
realm_file=$root/docker/keycloak/demo-realm.json
keycloak_url=http://localhost:$http_port
imap_url=imap://localhost:$imap_port
keycloak_log=$work/keycloak.log
keycloak_pid=
dovecot_pid=
with_dovecot=no
# The chosen bridges, except Dovecot, and the processes of those that run.
bridges=()
bridge_pids=()

usage() {
    cat <<END
Usage: ./demo.sh [--reset] [--with BRIDGE,...]

Builds the extension, starts Keycloak on http://localhost:8080 and, if Dovecot 2.3 is installed, an IMAP server on
localhost:1143, and prints commands to try. Ctrl-C stops everything. The data stays in .demo/ for the next start.

  --reset            delete the data of earlier starts first
  --with BRIDGE,...  start more bridges: ldap (Keycloak's users as an LDAP directory), openldap (a directory of its own in
                     front of ldap), postfix (SMTP; needs root), freeradius (RADIUS), radicale (CalDAV behind nginx).
                     Dovecot always starts if it is installed
  --help             print this text

Environment:
  DEMO_HTTP_PORT        Keycloak's port; default: 8080
  DEMO_IMAP_PORT        Dovecot's IMAP port; default: 1143
  DEMO_SMTP_PORT        Postfix's port; default: 1587
  DEMO_LDAP_PORT        the LDAP bridge's port; default: 1389
  DEMO_LDAP_HEALTH_PORT its port for health and metrics; default: 9389
  DEMO_OPENLDAP_PORT    OpenLDAP's port; default: 2389
  DEMO_RADIUS_PORT      FreeRADIUS's port; default: 11812
  DEMO_CALDAV_PORT      nginx's port, with Radicale behind it on the next port; default: 5232
  JAVA_OPTS_KC_HEAP     Keycloak's heap options; default: -Xms128m -Xmx1g
  INSTALL_PACKAGES=no   do not install missing Debian packages as root
END
}

main() {
    local reset=no
    while [[ $# -gt 0 ]]; do
        case $1 in
            --reset) reset=yes ;;
            --with)
                [[ $# -ge 2 ]] || fail "--with requires the names of bridges. Try ./demo.sh --help"
                choose_bridges "$2"
                shift
                ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try ./demo.sh --help" ;;
        esac
        shift
    done
    check_machine
    refuse_second_demo
    check_port "$http_port" DEMO_HTTP_PORT Keycloak
    [[ $with_dovecot == no ]] || check_port "$imap_port" DEMO_IMAP_PORT Dovecot
    ! has_bridge postfix || check_port "$smtp_port" DEMO_SMTP_PORT Postfix
    if has_bridge ldap; then
        check_port "$ldap_port" DEMO_LDAP_PORT "the LDAP bridge"
        check_port "$ldap_health_port" DEMO_LDAP_HEALTH_PORT "the health of the LDAP bridge"
    fi
    ! has_bridge openldap || check_port "$openldap_port" DEMO_OPENLDAP_PORT OpenLDAP
    if has_bridge radicale; then
        check_port "$caldav_port" DEMO_CALDAV_PORT nginx
        ! port_is_taken "$((caldav_port + 1))" ||
            fail "Port $((caldav_port + 1)), for Radicale, is in use by another program." \
                "Stop that program, or choose another port: DEMO_CALDAV_PORT=$((caldav_port + 100)) ./demo.sh"
    fi
    [[ $reset == no ]] || forget_everything
    mkdir -p "$work"

    trap stop_everything EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    build_extension
    unpack_keycloak
    install_extension
    start_keycloak
    start_dovecot
    start_bridges
    explain
    wait_for_the_end
}

# choose_bridges NAME,...
choose_bridges() {
    local name names
    IFS=, read -r -a names <<<"$1"
    for name in "${names[@]}"; do
        case $name in
            dovecot) ;;
            openldap) add_bridge ldap && add_bridge openldap ;;
            ldap | postfix | freeradius | radicale) add_bridge "$name" ;;
            *) fail "--with: unknown bridge $name. Try ./demo.sh --help" ;;
        esac
    done
}

add_bridge() {
    has_bridge "$1" || bridges+=("$1")
}

has_bridge() {
    [[ " ${bridges[*]-} " == *" $1 "* ]]
}

check_machine() {
    say "Checking requirements ..."
    need_java 17
    need_maven
    need_node
    need_debian_command curl curl
    if prepare_dovecot; then
        with_dovecot=yes
    else
        ! has_bridge postfix || fail "Postfix requires Dovecot. $DOVECOT_PROBLEM"
        say "The demo starts without a mail server. $DOVECOT_PROBLEM"
    fi
    if has_bridge postfix; then
        [[ $(id -u) -eq 0 ]] || fail "Postfix requires root. Start the demo without it, or as root."
        prepare_postfix || fail "$POSTFIX_PROBLEM"
    fi
    ! has_bridge openldap || prepare_openldap || fail "$OPENLDAP_PROBLEM"
    ! has_bridge freeradius || prepare_freeradius || fail "$FREERADIUS_PROBLEM"
    if has_bridge radicale; then
        prepare_radicale || fail "$RADICALE_PROBLEM"
        prepare_http_proxy nginx || fail "$HTTP_PROXY_PROBLEM"
    fi
}

refuse_second_demo() {
    local pid
    pid=$(cat "$work/demo.pid" 2>/dev/null) || return 0
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'demo\.sh'; then
        fail "The demo is already running as process $pid. Stop it with Ctrl-C in its terminal, or with: kill $pid"
    fi
}

# check_port PORT VARIABLE SERVER
check_port() {
    if port_is_taken "$1"; then
        fail "Port $1, for $3, is in use by another program." \
            "Stop that program, or choose another port: $2=$(($1 + 100)) ./demo.sh"
    fi
}

forget_everything() {
    say "Deleting .demo/ ..."
    # The directory of a bridge may be a link to one under /tmp: see scripts/bridges/bridge.sh.
    local name elsewhere
    for name in dovecot ldap postfix openldap freeradius radicale; do
        elsewhere=$(readlink "$work/$name" || true)
        if [[ $elsewhere == /tmp/keycloak-app-passwords.* ]]; then
            rm -rf "$elsewhere"
        fi
    done
    rm -rf "$work"
}

build_extension() {
    if extension_is_current; then
        say "The extension is up to date."
        return
    fi
    say "Building the extension. The first time takes a few minutes ..."
    local modules=bundle jars=("$jar")
    if has_bridge ldap; then
        modules+=,ldap-bridge
        jars+=("$ldap_jar")
    fi
    (cd "$root" && mvn -B -q -DskipTests package -pl "$modules" -am) || fail "The build failed: see the messages above."
    # Maven does not rewrite a JAR whose contents are unchanged; it would stay older than the sources.
    touch "${jars[@]}"
}

extension_is_current() {
    is_newer "$jar" "$root"/{authenticator,themes,bundle}/pom.xml "$root"/{authenticator,themes}/src "$root"/account-ui &&
        { ! has_bridge ldap || is_newer "$ldap_jar" "$root"/ldap-bridge/pom.xml "$root"/ldap-bridge/src; }
}

# is_newer JAR SOURCE...
is_newer() {
    local built=$1
    shift
    [[ -f $built && -z $(find "$root/pom.xml" "$@" \( -name node_modules -o -name target \) -prune -o \
        -newer "$built" -print -quit) ]]
}

unpack_keycloak() {
    local version
    version=$(newest_keycloak)
    keycloak=$work/keycloak-$version
    if [[ -x $keycloak/bin/kc.sh ]]; then
        return
    fi
    say "Unpacking Keycloak $version ..."
    rm -rf "$work/unpack"
    # Keycloak is unpacked elsewhere and then moved, so that an interrupted start does not leave half of it behind. Without
    # the last option, the plugin skips a version that it has unpacked before.
    (cd "$root" && mvn -B -q -N dependency:unpack \
        "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" "-DoutputDirectory=$work/unpack" \
        -Dmdep.overWriteReleases=true) ||
        fail "Maven could not get Keycloak $version: see the messages above."
    mv "$work/unpack/keycloak-$version" "$keycloak"
    rm -rf "$work/unpack"
}

install_extension() {
    # A changed provider makes Keycloak rebuild itself, which takes a while, so an unchanged JAR is not copied again.
    cmp -s "$jar" "$keycloak/providers/${jar##*/}" || cp "$jar" "$keycloak/providers/"
    local imported=$keycloak/data/import/demo-realm.json
    if [[ -f $imported ]] && ! cmp -s "$realm_file" "$imported"; then
        say "The file of the demo realm has changed. The realm keeps your changes; ./demo.sh --reset imports the new file."
        return
    fi
    mkdir -p "${imported%/*}"
    cp "$realm_file" "$imported"
}

start_keycloak() {
    say "Starting Keycloak. The first time takes a minute or two ..."
    # Keycloak gets its own process group: Ctrl-C then reaches only this script, which stops everything in order, and a
    # process that does not stop can be killed together with its children.
    KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin \
        JAVA_OPTS_KC_HEAP="${JAVA_OPTS_KC_HEAP:--Xms128m -Xmx1g}" \
        setsid "$keycloak/bin/kc.sh" start-dev --import-realm --http-host=127.0.0.1 --http-port="$http_port" \
        >"$keycloak_log" 2>&1 </dev/null &
    keycloak_pid=$!
    say "$$" >"$work/demo.pid"
    wait_for_keycloak
}

# The demo realm answers when the server is up and the import is done.
wait_for_keycloak() {
    local end=$((SECONDS + start_seconds))
    until curl -fsS --max-time 5 -o /dev/null "$keycloak_url/realms/demo" 2>/dev/null; do
        if ! is_alive "$keycloak_pid"; then
            keycloak_failed "Keycloak stopped while starting."
        fi
        if [[ $SECONDS -ge $end ]]; then
            keycloak_failed "Keycloak did not answer within $start_seconds seconds."
        fi
        sleep 1
    done
}

keycloak_failed() {
    say "--- the last lines of .demo/keycloak.log:" >&2
    tail -n 30 "$keycloak_log" >&2
    fail "---" "$1 If the data is damaged, ./demo.sh --reset deletes it."
}

start_dovecot() {
    [[ $with_dovecot == yes ]] || return 0
    say "Starting Dovecot ..."
    (umask 077 && printf '%s' dovecot-secret >"$work/dovecot-secret")
    local for_postfix=()
    if has_bridge postfix; then
        (umask 077 && printf '%s' postfix-secret >"$work/postfix-secret")
        for_postfix=(--smtp-client-secret-file "$work/postfix-secret" --sasl-port "$sasl_port" --lmtp-port "$lmtp_port")
    fi
    setsid "$root/scripts/bridges/dovecot.sh" start -F --state "$work/dovecot" --port "$imap_port" \
        --pop3-port "$pop3_port" --sieve-port "$sieve_port" ${for_postfix[@]+"${for_postfix[@]}"} \
        --keycloak "http://127.0.0.1:$http_port" --realm demo \
        --client-id dovecot --client-secret-file "$work/dovecot-secret" \
        --log /dev/stderr >"$work/dovecot.log" 2>&1 </dev/null &
    dovecot_pid=$!
    wait_for_bridge dovecot "$dovecot_pid" "imap_is_ready $imap_port"
}

# wait_for_bridge NAME PID READY_COMMAND
wait_for_bridge() {
    local end=$((SECONDS + bridge_seconds))
    until $3 2>/dev/null; do
        if ! is_alive "$2"; then
            bridge_failed "$1" "$1 stopped while starting."
        fi
        if [[ $SECONDS -ge $end ]]; then
            bridge_failed "$1" "$1 did not start within $bridge_seconds seconds."
        fi
        sleep 0.2
    done
}

bridge_failed() {
    say "--- the last lines of its logs:" >&2
    tail -q -n 20 "$work/$1.log" "$work/$1"/*.log >&2 || true
    fail "---" "$2"
}

start_bridges() {
    local asking=(--keycloak "http://127.0.0.1:$http_port" --realm demo)
    if has_bridge postfix; then
        start_bridge postfix "smtp_is_ready $smtp_port" --port "$smtp_port" \
            --sasl "127.0.0.1:$sasl_port" --lmtp "127.0.0.1:$lmtp_port"
    fi
    if has_bridge ldap; then
        (umask 077 && printf '%s' ldap-bridge-secret >"$work/ldap-bridge-secret")
        (umask 077 && printf '%s' search-password >"$work/ldap-search-password")
        start_bridge ldap "port_is_taken $ldap_port" --port "$ldap_port" --health-port "$ldap_health_port" "${asking[@]}" \
            --client-secret-file "$work/ldap-bridge-secret" --search-password-file "$work/ldap-search-password"
    fi
    if has_bridge openldap; then
        start_bridge openldap "port_is_taken $openldap_port" --port "$openldap_port" --bridge "ldap://127.0.0.1:$ldap_port"
    fi
    if has_bridge freeradius; then
        (umask 077 && printf '%s' freeradius-secret >"$work/freeradius-secret")
        (umask 077 && printf '%s' testing123 >"$work/radius-shared-secret")
        # An earlier run's log would say that it is ready.
        rm -f "$work/freeradius/freeradius.log"
        start_bridge freeradius freeradius_is_ready --port "$radius_port" "${asking[@]}" \
            --client-id freeradius --client-secret-file "$work/freeradius-secret" \
            --shared-secret-file "$work/radius-shared-secret"
    fi
    if has_bridge radicale; then
        (umask 077 && printf '%s' radicale-secret >"$work/radicale-secret")
        start_bridge radicale "port_is_taken $caldav_port" --port "$caldav_port" \
            --radicale-port "$((caldav_port + 1))" --keycloak "http://127.0.0.1:$http_port" \
            --client-secret-file "$work/radicale-secret"
    fi
}

# shellcheck disable=SC2317 # start_bridge calls it
freeradius_is_ready() {
    grep -q Ready "$work/freeradius/freeradius.log"
}

# start_bridge NAME READY_COMMAND OPTION...
start_bridge() {
    local name=$1 ready=$2 pid
    shift 2
    say "Starting $name ..."
    setsid "$root/scripts/bridges/$name.sh" start -F --state "$work/$name" "$@" >"$work/$name.log" 2>&1 </dev/null &
    pid=$!
    bridge_pids+=("$pid")
    wait_for_bridge "$name" "$pid" "$ready"
}

explain() {
    cat <<END

Keycloak is ready.

  Account console   $keycloak_url/realms/demo/account
  Admin console     $keycloak_url/admin     (admin / admin; the realm is "demo")

  alice / alice-password   has no second factor yet
  bob   / bob-password     has one: base32 secret JBSWY3DPEHPK3PXP, in any authenticator app, or
                           oathtool --totp -b JBSWY3DPEHPK3PXP

Sign in to the account console, open Account security > Signing in > Set up app password, and copy the app password.
Then use it in place of YOUR-APP-PASSWORD, with or without spaces and hyphens:

  curl $keycloak_url/realms/demo/protocol/openid-connect/token \\
       -d grant_type=password -d client_id=dovecot -d client_secret=dovecot-secret \\
       -d username=alice --data-urlencode 'password=YOUR-APP-PASSWORD'

END
    if [[ $with_dovecot == yes ]]; then
        cat <<END
  curl $imap_url/ --user 'alice:YOUR-APP-PASSWORD'

Or set up a mail program: IMAP server localhost, port $imap_port, no encryption, plain password.
END
    else
        cat <<END
The demo has no mail server. $DOVECOT_PROBLEM
END
    fi
    explain_bridges
    cat <<END

Logs are in .demo/. Press Ctrl-C to stop.
END
}

explain_bridges() {
    ! has_bridge postfix || cat <<END

  printf 'From: alice@example.org\\nTo: bob@example.org\\nSubject: Hello\\n\\nHello\\n' | \\
  curl smtp://localhost:$smtp_port --user 'alice:YOUR-APP-PASSWORD' --upload-file - \\
       --mail-from alice@example.org --mail-rcpt bob@example.org
END
    ! has_bridge ldap || cat <<END

  ldapsearch -x -H ldap://localhost:$ldap_port -D uid=alice,ou=people,dc=example,dc=org -w 'YOUR-APP-PASSWORD' \\
             -b dc=example,dc=org '(uid=bob)'

Programs search as cn=search,dc=example,dc=org with the password search-password. Health: http://localhost:$ldap_health_port/health/ready
END
    ! has_bridge openldap || cat <<END

  ldapsearch -x -H ldap://localhost:$openldap_port -D uid=alice,ou=people,dc=example,dc=org -w 'YOUR-APP-PASSWORD' \\
             -b dc=example,dc=org '(uid=bob)'
END
    ! has_bridge freeradius || cat <<END

  radtest alice 'YOUR-APP-PASSWORD' 127.0.0.1:$radius_port 0 testing123
END
    ! has_bridge radicale || cat <<END

  curl -X PROPFIND http://localhost:$caldav_port/alice/ --user 'alice:YOUR-APP-PASSWORD'

Or set up a calendar program: CalDAV, http://localhost:$caldav_port/
END
}

wait_for_the_end() {
    local status=0
    # shellcheck disable=SC2086,SC2048 # a bridge that was not started has no process
    wait -n $keycloak_pid $dovecot_pid ${bridge_pids[*]-} || status=$?
    is_alive "$keycloak_pid" || keycloak_failed "Keycloak stopped unexpectedly (status $status)."
    if [[ $with_dovecot == yes ]] && ! is_alive "$dovecot_pid"; then
        tail -n 20 "$work/dovecot.log" >&2
        fail "Dovecot stopped unexpectedly (status $status): see the messages above."
    fi
    fail "One of the bridges (${bridges[*]}) stopped unexpectedly (status $status): see .demo/*.log"
}

# shellcheck disable=SC2317 # the trap calls it
stop_everything() {
    local status=$?
    trap '' INT TERM HUP
    trap - EXIT
    if [[ -n $keycloak_pid$dovecot_pid ]]; then
        say
        say "Stopping ..."
    fi
    # Postfix's master runs in its own process group, so stopping the group of its script does not stop it.
    ! has_bridge postfix || "$root/scripts/bridges/postfix.sh" stop --state "$work/postfix" || true
    local pid
    for pid in ${bridge_pids[@]+"${bridge_pids[@]}"}; do
        stop_group "$pid"
    done
    stop_group "$dovecot_pid"
    stop_group "$keycloak_pid"
    rm -f "$work/demo.pid"
    exit "$status"
}

# stop_group PID: asks the process to stop, and kills its process group after 20 seconds.
# shellcheck disable=SC2317 # the trap calls it
stop_group() {
    [[ -n $1 ]] || return 0
    kill -TERM "$1" 2>/dev/null || true
    for _ in {1..100}; do
        kill -0 -- "-$1" 2>/dev/null || break
        sleep 0.2
    done
    kill -KILL -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

is_alive() {
    kill -0 "$1" 2>/dev/null
}

main "$@"
