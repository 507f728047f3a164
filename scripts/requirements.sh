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

# check_dovecot: true when a Dovecot that our configuration fits is here; otherwise false, with the reason in
# DOVECOT_PROBLEM.
check_dovecot() {
    local version
    if ! dovecot_has_imap; then
        DOVECOT_PROBLEM="Dovecot is not installed. On Debian 12: apt-get install dovecot-core dovecot-imapd"
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
    if ! dovecot_has_imap && install_debian_packages dovecot-core dovecot-imapd; then
        stop_system_dovecot
    fi
    check_dovecot
}

dovecot_has_imap() {
    have_command dovecot && [[ -x /usr/lib/dovecot/imap-login || -x /usr/libexec/dovecot/imap-login ]]
}

# A freshly installed package starts a mail server on the standard ports, which nobody asked for.
stop_system_dovecot() {
    if [[ -d /run/systemd/system ]] && have_command systemctl; then
        systemctl -q disable --now dovecot.service dovecot.socket 2>/dev/null || true
    fi
}
