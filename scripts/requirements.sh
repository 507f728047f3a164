# shellcheck shell=bash
# What demo.sh and test.sh need from the machine: finds it, says how to get it, and installs Debian packages where that
# is possible and wanted. Meant to be sourced by a script with "set -euo pipefail".
#
#   INSTALL_PACKAGES=no   never installs anything

# Debian keeps servers such as Dovecot here, and leaves it out of the PATH of ordinary users.
PATH="$PATH:/usr/sbin:/sbin"

say() {
    printf '%s\n' "$*"
}

# fail MESSAGE...: one line each, and the end of the script.
fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

have_command() {
    command -v "$1" >/dev/null 2>&1
}

# need_command COMMAND HOW: stops with HOW to get it when COMMAND is missing.
need_command() {
    have_command "$1" || fail "$1 is missing. $2"
}

may_install_packages() {
    [[ ${INSTALL_PACKAGES:-yes} != no && $(id -u) -eq 0 ]] && have_command apt-get
}

# install_debian_packages PACKAGE...: installs them when allowed; otherwise says nothing and returns false.
install_debian_packages() {
    may_install_packages || return 1
    say "Installing $* (INSTALL_PACKAGES=no prevents this) ..."
    apt_get_install "$@" || { apt-get -qq update && apt_get_install "$@"; }
}

# Removes nothing: a mail server that is here already stays.
apt_get_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends --no-remove install "$@" </dev/null >/dev/null
}

# install_debian_servers "SERVICE..." PACKAGE...: the same for packages that would start servers on the standard ports,
# which nobody asked for. They are kept from it during the installation, and at the next start of the machine.
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

# need_debian_command COMMAND PACKAGE: COMMAND, from PACKAGE if it has to be installed.
need_debian_command() {
    have_command "$1" || install_debian_packages "$2" || true
    need_command "$1" "On Debian: apt-get install $2"
}

# need_java MAJOR: a JDK (not only a JRE) of at least this version.
need_java() {
    local how="A JDK $1 or newer is needed. On Debian: apt-get install default-jdk-headless"
    local javac=javac version
    [[ -z ${JAVA_HOME:-} ]] || javac=$JAVA_HOME/bin/javac
    need_command "$javac" "$how"
    version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    [[ -n $version && $version -ge $1 ]] || fail "$javac is version ${version:-unknown}. $how"
}

need_maven() {
    need_command mvn "Maven is needed. On Debian: apt-get install maven"
}

need_node() {
    local how="Node.js 20.19 or newer and npm build the page in the account console."
    local hint="Debian 13 has them: apt-get install nodejs npm. Otherwise see https://nodejs.org/"
    local version
    need_command node "$how $hint"
    need_command npm "$how $hint"
    version=$(node --version)
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
        fail "Node.js is version ${version#v}. $how $hint"
}

# The one place that says which Keycloak to run is the parent POM. keycloak_server_version ROOT
keycloak_server_version() {
    local version
    version=$(sed -n 's:.*<keycloak\.server\.version>\(.*\)</keycloak\.server\.version>.*:\1:p' "$1/pom.xml")
    [[ -n $version ]] || fail "$1/pom.xml has no property keycloak.server.version."
    say "$version"
}

# port_is_taken PORT: whether something answers on this machine's loopback interface, IPv4 or IPv6.
port_is_taken() {
    (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null
}

# imap_is_ready PORT: whether an IMAP server greets there. Waits for the greeting, which Dovecot delays until it can
# check passwords.
imap_is_ready() {
    local greeting=
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1"
        read -r -t 10 greeting <&3
        [[ $greeting == "* OK"* ]]
    ) 2>/dev/null
}

dovecot_packages=(dovecot-core dovecot-imapd dovecot-pop3d dovecot-managesieved dovecot-lmtpd dovecot-auth-lua)

# check_dovecot: true when a Dovecot that our configuration fits is here; otherwise false, with the reason in
# DOVECOT_PROBLEM.
check_dovecot() {
    local version
    if ! dovecot_is_complete; then
        DOVECOT_PROBLEM="Dovecot is not installed. On Debian 12: apt-get install ${dovecot_packages[*]}"
        return 1
    fi
    version=$(dovecot --version)
    if [[ $version != 2.3.* ]]; then
        # 2.4 has a new configuration language.
        # shellcheck disable=SC2034 # for the callers
        DOVECOT_PROBLEM="The configuration is for Dovecot 2.3, not ${version%% *}. docker/compose.yaml brings a 2.3."
        return 1
    fi
}

# prepare_dovecot: check_dovecot, after installing it where it is missing and that is possible.
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
        # shellcheck disable=SC2034 # for the callers
        POSTFIX_PROBLEM="Postfix is not installed. On Debian: apt-get install postfix (which replaces other mail servers)"
        return 1
    fi
}

prepare_postfix() {
    have_command postfix || install_debian_servers postfix.service postfix || true
    check_postfix
}

# smtp_is_ready PORT: whether a mail server greets there.
smtp_is_ready() {
    local greeting=
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1"
        read -r -t 10 greeting <&3
        [[ $greeting == "220 "* ]]
    ) 2>/dev/null
}

# check_openldap, prepare_openldap: the same for OpenLDAP, with OPENLDAP_PROBLEM.
check_openldap() {
    if ! openldap_is_complete; then
        # shellcheck disable=SC2034 # for the callers
        OPENLDAP_PROBLEM="OpenLDAP is not installed. On Debian 12: apt-get install slapd ldap-utils sasl2-bin python3 curl"
        return 1
    fi
}

prepare_openldap() {
    openldap_is_complete ||
        install_debian_servers "slapd.service saslauthd.service" slapd ldap-utils sasl2-bin python3 curl || true
    check_openldap
}

openldap_is_complete() {
    have_command slapd && have_command ldapwhoami && have_command saslauthd && have_command python3 && have_command curl &&
        [[ -n $(compgen -G '/usr/lib/ldap/back_sock*.so*') ]]
}

# check_freeradius, prepare_freeradius: the same for FreeRADIUS, with FREERADIUS_PROBLEM.
check_freeradius() {
    if ! freeradius_is_complete; then
        # shellcheck disable=SC2034 # for the callers
        FREERADIUS_PROBLEM="FreeRADIUS is not installed. On Debian 12: apt-get install freeradius freeradius-rest freeradius-utils"
        return 1
    fi
}

prepare_freeradius() {
    freeradius_is_complete ||
        install_debian_servers freeradius.service freeradius freeradius-rest freeradius-utils || true
    check_freeradius
}

freeradius_is_complete() {
    have_command freeradius && have_command radclient && [[ -n $(freeradius_library) ]]
}

# Where the module rlm_rest is.
freeradius_library() {
    local module
    for module in /usr/lib/freeradius/rlm_rest.so /usr/lib/*/freeradius/rlm_rest.so; do
        if [[ -e $module ]]; then
            say "${module%/*}"
            return
        fi
    done
}
