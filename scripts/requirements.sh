# shellcheck shell=bash
# Checks for programs that the scripts need, and installs missing Debian packages where that is possible and wanted. Meant
# to be sourced by a script with "set -euo pipefail".
#
#   INSTALL_PACKAGES=no   installs nothing

# Debian installs servers such as Dovecot here, which is not in the PATH of ordinary users.
PATH="$PATH:/usr/sbin:/sbin"

say() {
    printf '%s\n' "$*"
}

# fail LINE...: prints the lines and ends the script.
fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

have_command() {
    command -v "$1" >/dev/null 2>&1
}

# need_command COMMAND HINT: ends the script if COMMAND is missing; HINT says how to get it.
need_command() {
    have_command "$1" || fail "$1 is missing. $2"
}

may_install_packages() {
    [[ ${INSTALL_PACKAGES:-yes} != no && $(id -u) -eq 0 ]] && have_command apt-get
}

# install_debian_packages PACKAGE...: installs them if that is allowed; otherwise returns false.
install_debian_packages() {
    may_install_packages || return 1
    say "Installing $* (INSTALL_PACKAGES=no prevents this) ..."
    apt_get_install "$@" || { apt-get -qq update && apt_get_install "$@"; }
}

# Removes nothing, so that a mail server that is already installed stays.
apt_get_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends --no-remove install "$@" </dev/null >/dev/null
}

# install_debian_servers "SERVICE..." PACKAGE...: the same for packages that would start servers on the standard ports.
# Prevents that, both during the installation and at the next boot.
install_debian_servers() {
    local services=$1 policy=/usr/sbin/policy-rc.d installed=yes
    shift
    may_install_packages || return 1
    if [[ -e $policy ]]; then
        install_debian_packages "$@" || return 1
    else
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        install_debian_packages "$@" || installed=no
        rm -f "$policy"
        [[ $installed == yes ]] || return 1
    fi
    if [[ -d /run/systemd/system ]] && have_command systemctl; then
        # shellcheck disable=SC2086 # several
        systemctl -q disable --now $services 2>/dev/null || true
    fi
}

# need_debian_command COMMAND PACKAGE: installs PACKAGE if COMMAND is missing, and ends the script if that fails.
need_debian_command() {
    have_command "$1" || install_debian_packages "$2" || true
    need_command "$1" "On Debian: apt-get install $2"
}

# need_java MAJOR: requires a JDK (a JRE is not enough) of at least this version.
need_java() {
    local how="JDK $1 or newer is required. On Debian: apt-get install default-jdk-headless"
    local javac=javac version
    [[ -z ${JAVA_HOME:-} ]] || javac=$JAVA_HOME/bin/javac
    need_command "$javac" "$how"
    version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    [[ -n $version && $version -ge $1 ]] || fail "$javac is version ${version:-unknown}. $how"
}

need_maven() {
    need_command mvn "On Debian: apt-get install maven"
}

need_node() {
    local how="Node.js 20.19 or newer and npm are required to build the account page."
    local hint="On Debian 13: apt-get install nodejs npm. Otherwise see https://nodejs.org/"
    local version
    need_command node "$how $hint"
    need_command npm "$how $hint"
    version=$(node --version)
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
        fail "Node.js is version ${version#v}. $how $hint"
}

# supported NAME: the values of NAME in supported-versions.properties, oldest first, separated by spaces.
supported() {
    local file values
    file=$(dirname "${BASH_SOURCE[0]}")/../supported-versions.properties
    values=$(sed -n "s/^$1=//p" "$file")
    [[ -n $values ]] || fail "supported-versions.properties has no property $1."
    say "${values//,/ }"
}

newest_keycloak() {
    local versions
    versions=$(supported keycloak)
    say "${versions##* }"
}

# debian_mirror: the mirror that apt uses for this release of Debian.
debian_mirror() {
    if [[ -n ${DEBIAN_MIRROR:-} ]]; then
        say "$DEBIAN_MIRROR"
        return
    fi
    local release mirror
    # shellcheck source=/dev/null
    release=$(source /etc/os-release && [[ ${ID:-} == debian ]] && say "${VERSION_CODENAME:-}") || release=
    # shellcheck disable=SC2016 # apt-get expands these
    mirror=$(apt-get indextargets --no-release-info --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        sed -n "s/^${release:-none} main //p" | head -n 1)
    [[ -n $mirror ]] || fail "apt has no Debian mirror for this system. Set DEBIAN_MIRROR to the URL of one."
    say "$mirror"
}

# port_is_taken PORT: whether a server listens on the loopback interface, IPv4 or IPv6.
port_is_taken() {
    (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null
}

# imap_is_ready PORT: whether an IMAP server sends its greeting. Waits for it, since Dovecot delays it until it can check
# passwords.
imap_is_ready() {
    local greeting=
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1"
        read -r -t 10 greeting <&3
        [[ $greeting == "* OK"* ]]
    ) 2>/dev/null
}

dovecot_packages=(dovecot-core dovecot-imapd dovecot-pop3d dovecot-managesieved dovecot-lmtpd dovecot-auth-lua)

# check_dovecot: whether a Dovecot that supports our configuration is installed. If not, DOVECOT_PROBLEM says why.
check_dovecot() {
    local version
    if ! dovecot_is_complete; then
        DOVECOT_PROBLEM="Dovecot is not installed. On Debian 12: apt-get install ${dovecot_packages[*]}"
        return 1
    fi
    version=$(dovecot --version)
    if [[ $version != 2.3.* ]]; then
        # Dovecot 2.4 has a different configuration syntax.
        # shellcheck disable=SC2034 # used by the callers
        DOVECOT_PROBLEM="The configuration is for Dovecot 2.3, not ${version%% *}. docker/compose.yaml starts Dovecot 2.3."
        return 1
    fi
}

# prepare_dovecot: installs Dovecot if it is missing and that is allowed, then does what check_dovecot does.
prepare_dovecot() {
    dovecot_is_complete || install_debian_servers "dovecot.service dovecot.socket" "${dovecot_packages[@]}" || true
    check_dovecot
}

dovecot_is_complete() {
    have_command dovecot || return 1
    local program
    for program in imap-login pop3-login managesieve-login lmtp modules/auth/libauthdb_lua.so; do
        [[ -e /usr/lib/dovecot/$program || -e /usr/libexec/dovecot/$program ]] || return 1
    done
}

# check_postfix, prepare_postfix: the same for Postfix, with POSTFIX_PROBLEM.
check_postfix() {
    if ! have_command postfix; then
        # shellcheck disable=SC2034 # used by the callers
        POSTFIX_PROBLEM="Postfix is not installed. On Debian: apt-get install postfix (which replaces other mail servers)"
        return 1
    fi
}

prepare_postfix() {
    have_command postfix || install_debian_servers postfix.service postfix || true
    check_postfix
}

# smtp_is_ready PORT: whether an SMTP server sends its greeting.
smtp_is_ready() {
    local greeting=
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1"
        read -r -t 10 greeting <&3
        [[ $greeting == "220 "* ]]
    ) 2>/dev/null
}

# check_ldap_bridge: whether the JAR of the LDAP bridge was built. If not, LDAP_BRIDGE_PROBLEM says so.
check_ldap_bridge() {
    if [[ ! -r $(ldap_bridge_jar) ]]; then
        # shellcheck disable=SC2034 # used by the callers
        LDAP_BRIDGE_PROBLEM="The LDAP bridge is not built: mvn -DskipTests package -pl ldap-bridge -am"
        return 1
    fi
}

ldap_bridge_jar() {
    say "$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/ldap-bridge/target/keycloak-ldap-bridge.jar"
}

java_command() {
    local java=java
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    command -v "$java" || fail "Java 17 or newer is required."
}

# check_openldap, prepare_openldap: the same for OpenLDAP, with OPENLDAP_PROBLEM.
check_openldap() {
    if ! openldap_is_complete; then
        # shellcheck disable=SC2034 # used by the callers
        OPENLDAP_PROBLEM="OpenLDAP is not installed. On Debian: apt-get install slapd ldap-utils"
        return 1
    fi
}

prepare_openldap() {
    openldap_is_complete || install_debian_servers slapd.service slapd ldap-utils || true
    check_openldap
}

openldap_is_complete() {
    have_command slapd && have_command ldapwhoami && [[ -n $(compgen -G '/usr/lib/ldap/remoteauth*.so*') ]]
}

# check_freeradius, prepare_freeradius: the same for FreeRADIUS, with FREERADIUS_PROBLEM.
check_freeradius() {
    if ! freeradius_is_complete; then
        # shellcheck disable=SC2034 # used by the callers
        FREERADIUS_PROBLEM="FreeRADIUS is not installed. On Debian 12: apt-get install freeradius freeradius-rest freeradius-utils ca-certificates"
        return 1
    fi
}

prepare_freeradius() {
    freeradius_is_complete ||
        install_debian_servers freeradius.service freeradius freeradius-rest freeradius-utils ca-certificates || true
    check_freeradius
}

freeradius_is_complete() {
    have_command freeradius && have_command radclient && [[ -n $(freeradius_library) ]] &&
        [[ -e /etc/ssl/certs/ca-certificates.crt ]]
}

# The directory of the module rlm_rest.
freeradius_library() {
    local module
    for module in /usr/lib/freeradius/rlm_rest.so /usr/lib/*/freeradius/rlm_rest.so; do
        if [[ -e $module ]]; then
            say "${module%/*}"
            return
        fi
    done
}

# check_ldap_programs, prepare_ldap_programs: the same for the LDAP modules of the programs that the tests connect to the LDAP
# bridge, with LDAP_PROGRAMS_PROBLEM.
check_ldap_programs() {
    if ! ldap_programs_are_complete; then
        # shellcheck disable=SC2034 # used by the callers
        LDAP_PROGRAMS_PROBLEM="Programs for the tests of LDAP are missing. On Debian: apt-get install ${ldap_programs[*]}"
        return 1
    fi
}

ldap_programs=(dovecot-ldap postfix-ldap freeradius-ldap sasl2-bin)

prepare_ldap_programs() {
    ldap_programs_are_complete || install_debian_servers saslauthd.service "${ldap_programs[@]}" || true
    check_ldap_programs
}

ldap_programs_are_complete() {
    have_command saslauthd && [[ -n $(compgen -G '/usr/lib/dovecot/modules/auth/libauthdb_ldap.so') &&
        -n $(compgen -G '/usr/lib/postfix/postfix-ldap.so*') && -e $(freeradius_library)/rlm_ldap.so ]]
}
